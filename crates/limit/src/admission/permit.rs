//! One request under way.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use osier_core::{Context, End, Guard};

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
        Self { slots: Arc::clone(slots), context: context.clone(), admitted }
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
