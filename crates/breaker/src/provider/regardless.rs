//! What the breaker learns of a call that it did not let through, and that was made all the same.

use std::sync::Arc;

use osier_core::{Context, End, Guard};

use super::watcher::tell;
use crate::Breaker;

/// Waits in the body for the first content, which says as much as a health probe that succeeds. A head
/// says nothing: targets that are down send one and die. A failure says nothing new.
pub(super) struct Regardless {
    /// `None` once it was told: the end of a long answer is no news.
    pub(super) breaker: Option<Arc<Breaker>>,
    pub(super) context: Context,
    pub(super) target: Arc<str>,
}

impl Regardless {
    fn answers(&mut self) {
        if let Some(breaker) = self.breaker.take() {
            let now = self.context.clock().now();
            tell(&self.context, &self.target, breaker.probe_succeeded_at(now));
        }
    }
}

impl Guard for Regardless {
    fn on_first_content(&mut self) {
        self.answers();
    }

    /// Of a whole answer this is all that is told.
    fn on_end(mut self, end: End<'_>) {
        if matches!(end, End::Complete) {
            self.answers();
        }
    }
}
