//! One attempt under way, as the observer sees it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use osier_core::{Attempt, Context, End, Error, Notice, Outcome};

/// Announces an attempt, and its end exactly once: whatever is dropped without a word ends neutral.
pub(crate) struct Running {
    context: Context,
    target: Arc<str>,
    started: Instant,
    ended: bool,
}

impl Running {
    pub(crate) fn start(context: &Context, target: &Arc<str>, number: u32) -> Self {
        let running = Self {
            context: context.clone(),
            target: Arc::clone(target),
            started: context.clock().now(),
            ended: false,
        };
        context.notify(&Notice::AttemptStarted { request: context.id(), target, number });
        running
    }

    pub(crate) fn end(mut self, end: End<'_>) {
        self.announce(end);
    }

    /// Ends with an error, and gives its line in the trail.
    pub(crate) fn fail(mut self, error: &Error) -> Attempt {
        self.announce(End::Failed(error));
        let before = self.started.saturating_duration_since(self.context.started());
        Attempt::failed(Arc::clone(&self.target), error, before, self.took())
    }

    fn took(&self) -> Duration {
        self.context.clock().now().saturating_duration_since(self.started)
    }

    fn announce(&mut self, end: End<'_>) {
        self.ended = true;
        let error = match end {
            End::Failed(error) => Some(error),
            End::Complete | End::Dropped => None,
        };
        self.context.notify(&Notice::AttemptEnded {
            request: self.context.id(),
            target: &self.target,
            outcome: Outcome::of(end),
            error: error.map(Error::kind),
            status: error.and_then(Error::status),
            code: error.and_then(Error::code),
            limit: error.and_then(Error::limit),
            took: self.took(),
        });
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.ended {
            self.announce(End::Dropped);
        }
    }
}
