//! What the breaker is told of a call, and its observer of the breaker.

use std::borrow::Borrow;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Instant;

use osier_core::{Body, Context, End, Guard, Notice, Response};

use crate::{Breaker, Outcome, Permit, Transition};

/// Watches a call, and tells the breaker how it ended. It borrows what it needs until there is a body
/// to ride in: most answers are whole, and references are counted for none of them.
pub(super) struct Watcher<B, C, T>
where
    B: Deref<Target = Breaker>,
    C: Borrow<Context>,
    T: Borrow<Arc<str>>,
{
    pub(super) permit: Permit<B>,
    pub(super) context: C,
    pub(super) target: T,
    /// Since when a probe has shown nothing.
    pub(super) silent_since: Option<Instant>,
}

/// What a call needs that is not yet answered.
pub(super) type Waiting<'a> = Watcher<&'a Breaker, &'a Context, &'a Arc<str>>;
/// What rides in a body.
type Riding = Watcher<Arc<Breaker>, Context, Arc<str>>;

impl Waiting<'_> {
    /// The call is answered.
    pub(super) fn answered(mut self, response: Response, breaker: &Arc<Breaker>) -> Response {
        if let Body::Complete(_) = response.body {
            self.tell_of(End::Complete);
            return response;
        }
        response.guarded(Riding {
            permit: self.permit.hand_over(Arc::clone(breaker)),
            context: self.context.clone(),
            target: Arc::clone(self.target),
            silent_since: self.silent_since,
        })
    }
}

impl Guard for Riding {
    fn on_first_content(&mut self) {
        self.silent_since = None;
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
impl<B, C, T> Drop for Watcher<B, C, T>
where
    B: Deref<Target = Breaker>,
    C: Borrow<Context>,
    T: Borrow<Arc<str>>,
{
    fn drop(&mut self) {
        if !self.permit.is_spent() {
            self.tell_of(End::Dropped);
        }
    }
}

impl<B, C, T> Watcher<B, C, T>
where
    B: Deref<Target = Breaker>,
    C: Borrow<Context>,
    T: Borrow<Arc<str>>,
{
    pub(super) fn tell_of(&mut self, end: End<'_>) {
        let context = self.context.borrow();
        let outcome = match outcome(end) {
            Outcome::Ignored if self.has_outlived_its_deadline() => Outcome::Failure,
            Outcome::Ignored if self.was_silent(end) => Outcome::Failure,
            outcome => outcome,
        };
        let (_, moved) = self.permit.settle(outcome, || context.clock().now());
        tell(context, self.target.borrow(), moved);
    }

    /// A probe asks whether its target is back. One that was let go of after a long silence has its
    /// answer.
    fn was_silent(&self, end: End<'_>) -> bool {
        let (End::Dropped, Some(since)) = (end, self.silent_since) else {
            return false;
        };
        let now = self.context.borrow().clock().now();
        now.saturating_duration_since(since) >= self.permit.slow_after()
    }

    fn has_outlived_its_deadline(&self) -> bool {
        let context = self.context.borrow();
        self.permit.is_probe() && context.deadline().has_passed(context.clock().now())
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
