//! One attempt under way, as the observer sees it, and as its target feels it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use osier_core::{Attempt, Context, End, Error, ErrorKind, Notice, Outcome, Sleep};

use crate::leg::Leg;
use crate::load::Busy;

/// Announces an attempt, and its end exactly once: whatever is dropped without a word ends neutral. As
/// long as it lives the target is that much busier.
pub(crate) struct Running {
    context: Context,
    target: Arc<str>,
    busy: Busy,
    started: Instant,
    ended: bool,
}

impl Running {
    pub(crate) fn start(leg: &Leg<'_>) -> Self {
        let Leg { context, target, number, .. } = leg;
        context.notify(&Notice::AttemptStarted {
            request: context.id(),
            target: target.name(),
            number: *number,
        });
        Self {
            context: context.clone(),
            target: Arc::clone(target.name()),
            busy: target.load().enter(leg.weight.tokens()),
            started: leg.since,
            ended: false,
        }
    }

    /// The target that is asked.
    pub(crate) fn target(&self) -> &Arc<str> {
        &self.target
    }

    /// The first content came: how long that took is what there is to know of a stream.
    pub(crate) fn began(&self) -> Duration {
        let (now, took) = self.took();
        self.busy.load().began(now, took);
        took
    }

    /// The whole answer came.
    pub(crate) fn answered(mut self) -> Duration {
        let (now, took) = self.took();
        self.busy.load().answered(now, took);
        self.announce(End::Complete, now, took);
        took
    }

    /// Ends, and tells after how long.
    pub(crate) fn end(mut self, end: End<'_>) -> Duration {
        let (now, took) = self.took();
        self.announce(end, now, took);
        took
    }

    /// Ends with an error, and gives its line in the trail.
    pub(crate) fn fail(mut self, error: &Error) -> Attempt {
        let (now, took) = self.took();
        self.announce(End::Failed(error), now, took);
        let before = self.started.saturating_duration_since(self.context.started());
        Attempt::failed(Arc::clone(&self.target), error, before, took)
    }

    /// A wait on the clock of the request.
    pub(crate) fn sleep(&self, span: Duration) -> Sleep {
        let clock = self.context.clock();
        clock.sleep_until(clock.after(span))
    }

    /// After how long it is now.
    pub(crate) fn took(&self) -> (Instant, Duration) {
        let now = self.context.clock().now();
        (now, now.saturating_duration_since(self.started))
    }

    fn announce(&mut self, end: End<'_>, now: Instant, took: Duration) {
        self.ended = true;
        let outcome = Outcome::of(end);
        if tells_against_the_target(end) {
            self.busy.load().failed(now, took);
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
    }
}

/// Whether others should rather be asked: not only where the target failed, but wherever it would fail the
/// next request as well, for a reason that an operator has to mend.
fn tells_against_the_target(end: End<'_>) -> bool {
    let End::Failed(error) = end else {
        return false;
    };
    let is_misplaced = matches!(
        error.kind(),
        ErrorKind::Auth | ErrorKind::QuotaExceeded | ErrorKind::ModelNotFound | ErrorKind::Internal
    );
    is_misplaced || matches!(Outcome::of_error(error), Outcome::Failure | Outcome::Throttled)
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.ended {
            let (now, took) = self.took();
            self.announce(End::Dropped, now, took);
        }
    }
}
