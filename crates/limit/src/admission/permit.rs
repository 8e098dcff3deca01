//! One request under way.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use osier_core::{Context, End, Guard, Strain};

use super::slots::Slots;

/// A slot of an [`Admission`](super::Admission). It is given back, to the next in the queue if there is
/// one, when this is dropped, also in a panic. As a [`Guard`] it rides in the body of an answer.
#[must_use = "the slot is given back when this is dropped"]
pub struct AdmissionPermit {
    slots: Arc<Slots>,
    context: Context,
    admitted: Instant,
}

impl AdmissionPermit {
    /// The slot must have been taken.
    pub(super) fn new(slots: &Arc<Slots>, context: &Context) -> Self {
        let admitted = context.clock().now();
        let strain: Arc<dyn Strain> = Arc::<Slots>::clone(slots);
        Self { slots: Arc::clone(slots), context: context.under(strain), admitted }
    }

    /// The request that was let in: it asks the admission whether there is
    /// [time for extras](Context::is_strained).
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }
}

impl Drop for AdmissionPermit {
    fn drop(&mut self) {
        let now = self.context.clock().now();
        self.slots.note_held(now.saturating_duration_since(self.admitted));
        self.slots.release(now);
    }
}

impl Guard for AdmissionPermit {
    fn on_end(self, _: End<'_>) {}
}

impl fmt::Debug for AdmissionPermit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdmissionPermit")
            .field("request", &self.context.id())
            .finish_non_exhaustive()
    }
}
