//! The breaker around a provider.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use osier_core::{
    Context, End, Error, ErrorKind, Guard, Middleware, Next, Notice, Readiness, Request, Response,
};

use crate::{Breaker, Outcome, Permit, Rejection, RejectionCause, Transition};

/// How long to look elsewhere while a probe is under way: about what an answer takes to begin.
const PROBE_TAKES: Duration = Duration::from_millis(250);

/// Puts a [`Breaker`] around a provider, as middleware and as a layer.
///
/// - A call it does not let through is
///   [`CircuitOpen`](ErrorKind::CircuitOpen), with its cause and when to come back.
/// - A call is judged when its **body** ends: [`osier_core::Outcome`] says what counts. A body dropped
///   before that says nothing.
/// - If slow calls are watched: a whole answer is slow by when it comes, a stream by when its first
///   content does.
/// - A probe is given up after its lease, or at the deadline of its request if that is sooner; once
///   its first content has come, at the deadline. A probe that outlives the deadline has failed, though for
///   any other call that says nothing.
/// - A successful [`probe`](osier_core::Provider::probe) makes an open breaker half-open,
///   unless its target named the time it wants to be left alone.
///
/// Clones share the breaker. One breaker for one target: it is named by what it stands around.
///
/// ```
/// use osier_breaker::{Breaker, Circuit};
/// use osier_core::SharedProvider;
/// use std::sync::Arc;
///
/// fn protected(provider: SharedProvider) -> SharedProvider {
///     provider.layered(&Circuit::new(Arc::new(Breaker::default())))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Circuit {
    breaker: Arc<Breaker>,
    target: OnceLock<Arc<str>>,
}

impl Circuit {
    /// A layer around whose providers this breaker stands.
    #[must_use]
    pub fn new(breaker: Arc<Breaker>) -> Self {
        Self { breaker, target: OnceLock::new() }
    }

    /// Its breaker.
    #[must_use]
    pub fn breaker(&self) -> &Arc<Breaker> {
        &self.breaker
    }

    fn enter(&self, context: &Context, target: &str) -> Result<Watcher, Error> {
        let target = self.target.get_or_init(|| target.into());
        let clock = || context.clock().now();
        let entry = self.breaker.enter(clock, Some(context.deadline().moment()));
        tell(context, target, entry.moved);
        let pass = entry.answer.map_err(refusal)?;
        let permit = Permit::new(Arc::clone(&self.breaker), pass);
        Ok(Watcher { permit, context: context.clone(), target: Arc::clone(target) })
    }
}

impl Middleware for Circuit {
    async fn call<N: Next>(
        &self,
        context: &Context,
        request: Request,
        next: &N,
    ) -> Result<Response, Error> {
        let watcher = self.enter(context, next.id())?;
        match next.call(context, request).await {
            Ok(response) => Ok(response.guarded(watcher)),
            Err(error) => {
                watcher.on_end(End::Failed(&error));
                Err(error)
            }
        }
    }

    fn readiness<N: Next>(&self, now: Instant, next: &N) -> Readiness {
        let Err(Rejection { cause, retry_after, .. }) = self.breaker.check_at(now) else {
            return next.readiness(now);
        };
        let ours = retry_after.unwrap_or(PROBE_TAKES);
        match next.readiness(now) {
            _ if cause == RejectionCause::ForcedOpen => Readiness::Unavailable,
            Readiness::Ready => Readiness::NotBefore(ours),
            Readiness::NotBefore(theirs) => Readiness::NotBefore(ours.max(theirs)),
            other => other,
        }
    }

    async fn probe<N: Next>(&self, context: &Context, next: &N) -> Result<(), Error> {
        next.probe(context).await?;
        tell(context, next.id(), self.breaker.probe_succeeded_at(context.clock().now()));
        Ok(())
    }
}

/// Rides in the body, and tells the breaker how it ended.
struct Watcher {
    permit: Permit<Arc<Breaker>>,
    context: Context,
    target: Arc<str>,
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

fn refusal(rejection: Rejection) -> Error {
    let error = Error::new(ErrorKind::CircuitOpen).with_note(rejection.cause.phrase());
    match rejection.retry_after {
        Some(wait) => error.with_retry_after(wait),
        None => error,
    }
}

fn tell(context: &Context, target: &str, moved: Option<Transition>) {
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
