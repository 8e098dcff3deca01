//! What the breaker is told of a call, and its observer of the breaker.

use std::sync::Arc;

use osier_core::{Context, End, Guard, Notice};

use crate::{Breaker, Outcome, Permit, Transition};

/// Rides in the body, and tells the breaker how it ended.
pub(super) struct Watcher {
    pub(super) permit: Permit<Arc<Breaker>>,
    pub(super) context: Context,
    pub(super) target: Arc<str>,
}

impl Guard for Watcher {
    fn on_first_content(&mut self) {
        if self.permit.minds_first_content() {
            let now = self.context.clock().now();
            self.permit.begun_at(now);
            self.permit.extend_until(now, self.context.deadline().moment());
        }
    }

    fn on_end(mut self, end: End<'_>) {
        self.tell_of(end);
    }
}

/// A call may be dropped before there is a body: by whoever outside keeps its deadline, among others.
impl Drop for Watcher {
    fn drop(&mut self) {
        if !self.permit.is_spent() {
            self.tell_of(End::Dropped);
        }
    }
}

impl Watcher {
    fn tell_of(&mut self, end: End<'_>) {
        let outcome = match outcome(end) {
            Outcome::Ignored if self.has_outlived_its_deadline() => Outcome::Failure,
            outcome => outcome,
        };
        let (_, moved) = self.permit.settle(outcome, || self.context.clock().now());
        tell(&self.context, &self.target, moved);
    }

    fn has_outlived_its_deadline(&self) -> bool {
        self.permit.is_probe() && self.context.deadline().has_passed(self.context.clock().now())
    }
}

fn outcome(end: End<'_>) -> Outcome {
    let retry_after = match end {
        End::Failed(error) => error.retry_after(),
        End::Complete | End::Dropped => None,
    };
    match osier_core::Outcome::of(end) {
        osier_core::Outcome::Success => Outcome::Success,
        osier_core::Outcome::Slow => Outcome::Slow,
        osier_core::Outcome::Neutral => Outcome::Ignored,
        osier_core::Outcome::Failure => retry_after.map_or(Outcome::Failure, Outcome::FailureFor),
        osier_core::Outcome::Throttled => {
            retry_after.map_or(Outcome::Throttled, Outcome::ThrottledFor)
        }
    }
}

pub(super) fn tell(context: &Context, target: &str, moved: Option<Transition>) {
    if let Some(Transition { from, to, cause, open_for, .. }) = moved {
        context.notify(&Notice::BreakerMoved {
            target,
            from: from.name(),
            to: to.name(),
            cause: cause.name(),
            lasting: open_for,
        });
    }
}
