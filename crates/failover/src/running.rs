//! One attempt under way, as the observer sees it, and as its target feels it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use osier_core::{Attempt, Context, End, Error, Notice, Outcome};

use crate::Target;
use crate::load::{Busy, Load};

/// Announces an attempt, and its end exactly once: whatever is dropped without a word ends neutral. As
/// long as it lives the target is that much busier.
pub(crate) struct Running {
    context: Context,
    target: Arc<str>,
    load: Arc<Load>,
    started: Instant,
    ended: bool,
    _busy: Busy,
}

/// What an attempt was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Stream,
    Whole,
    /// The rest of an answer, whose time says nothing of first tokens.
    Rest,
}

impl Running {
    pub(crate) fn start(context: &Context, target: &Target, number: u32, weight: u64) -> Self {
        let running = Self {
            context: context.clone(),
            target: Arc::clone(target.name()),
            load: Arc::clone(target.load()),
            started: context.clock().now(),
            ended: false,
            _busy: target.load().enter(weight),
        };
        let (request, target) = (context.id(), &*running.target);
        context.notify(&Notice::AttemptStarted { request, target, number });
        running
    }

    /// The target that is asked.
    pub(crate) fn target(&self) -> &Arc<str> {
        &self.target
    }

    /// The commit point: after how long.
    pub(crate) fn arrived(&self, shape: Shape) -> Duration {
        let (now, took) = self.took();
        match shape {
            Shape::Stream => self.load.began(now, took),
            Shape::Whole => self.load.answered(now, took),
            Shape::Rest => {}
        }
        took
    }

    /// Ends, and tells after how long.
    pub(crate) fn end(mut self, end: End<'_>) -> Duration {
        self.announce(end)
    }

    /// Ends with an error, and gives its line in the trail.
    pub(crate) fn fail(mut self, error: &Error) -> Attempt {
        let took = self.announce(End::Failed(error));
        let before = self.started.saturating_duration_since(self.context.started());
        Attempt::failed(Arc::clone(&self.target), error, before, took)
    }

    fn took(&self) -> (Instant, Duration) {
        let now = self.context.clock().now();
        (now, now.saturating_duration_since(self.started))
    }

    fn announce(&mut self, end: End<'_>) -> Duration {
        self.ended = true;
        let (now, took) = self.took();
        let outcome = Outcome::of(end);
        if matches!(outcome, Outcome::Failure | Outcome::Throttled) {
            self.load.failed(now, took);
        }
        let error = match end {
            End::Failed(error) => Some(error),
            End::Complete | End::Dropped => None,
        };
        self.context.notify(&Notice::AttemptEnded {
            request: self.context.id(),
            target: &self.target,
            outcome,
            error: error.map(Error::kind),
            status: error.and_then(Error::status),
            code: error.and_then(Error::code),
            limit: error.and_then(Error::limit),
            took,
        });
        took
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.ended {
            self.announce(End::Dropped);
        }
    }
}
