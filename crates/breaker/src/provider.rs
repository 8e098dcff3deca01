//! The breaker around a provider.

mod regardless;
mod watcher;

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use osier_core::{Context, End, Error, ErrorKind, Middleware, Next, Readiness, Request, Response};

use self::regardless::Regardless;
use self::watcher::{Waiting, tell};
use crate::{Breaker, Permit, Rejection, RejectionCause};

/// How long to look elsewhere while a probe is under way: about what an answer takes to begin.
const PROBE_TAKES: Duration = Duration::from_millis(250);

/// Puts a [`Breaker`] around a provider, as middleware and as a layer.
///
/// - A call it does not let through is
///   [`CircuitOpen`](ErrorKind::CircuitOpen), with its cause and when to come back.
/// - A call is judged when its **body** ends: [`osier_core::Outcome`] says what counts. A body dropped
///   before that says nothing.
/// - A probe that is dropped after it was silent for [`slow_after`](crate::Settings::slow_after) has failed:
///   whoever let go of it has found another target to answer sooner, or nobody. Otherwise each such
///   probe would be followed by the next, at another caller's cost.
/// - If slow calls are watched: a whole answer is slow by when it comes, a stream by when its first
///   content does.
/// - A probe is given up after its lease, or at the deadline of its request if that is sooner; once
///   its first content has come, at the deadline. A probe that outlives the deadline has failed, though for
///   any other call that says nothing.
/// - A request that [insists](Context::insists) is let through although the breaker is open after too
///   many failures. The first content of its answer makes the breaker half-open; a failure says nothing
///   new.
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

    fn enter<'a>(&'a self, context: &'a Context, target: &str) -> Result<Waiting<'a>, Rejection> {
        let target = self.named(target);
        let clock = || context.clock().now();
        let entry = self.breaker.enter(clock, Some(context.deadline().moment()));
        tell(context, target, entry.moved);
        let permit = Permit::new(&*self.breaker, entry.answer?);
        let silent_since = permit.is_probe().then(clock);
        Ok(Waiting { permit, context, target, silent_since })
    }

    /// What stands behind it, by name.
    fn named(&self, target: &str) -> &Arc<str> {
        self.target.get_or_init(|| target.into())
    }

    /// A call although the breaker is open.
    async fn call_regardless<N: Next>(
        &self,
        context: &Context,
        request: Request,
        next: &N,
    ) -> Result<Response, Error> {
        let response = next.call(context, request).await?;
        Ok(response.guarded(Regardless {
            breaker: Some(Arc::clone(&self.breaker)),
            context: context.clone(),
            target: Arc::clone(self.named(next.id())),
        }))
    }
}

impl Middleware for Circuit {
    async fn call<N: Next>(
        &self,
        context: &Context,
        request: Request,
        next: &N,
    ) -> Result<Response, Error> {
        let mut waiting = match self.enter(context, next.id()) {
            Ok(waiting) => waiting,
            Err(rejection) if context.insists() && rejection.cause == RejectionCause::Open => {
                return self.call_regardless(context, request, next).await;
            }
            Err(rejection) => return Err(refusal(rejection)),
        };
        match next.call(context, request).await {
            Ok(response) => Ok(waiting.answered(response, &self.breaker)),
            Err(error) => {
                waiting.tell_of(End::Failed(&error));
                Err(error)
            }
        }
    }

    fn readiness<N: Next>(&self, now: Instant, next: &N) -> Readiness {
        let Err(Rejection { cause, retry_after, .. }) = self.breaker.check_at(now) else {
            return next.readiness(now);
        };
        match cause {
            RejectionCause::ForcedOpen => Readiness::Unavailable,
            _ => next.readiness(now).behind(retry_after.unwrap_or(PROBE_TAKES)),
        }
    }

    async fn probe<N: Next>(&self, context: &Context, next: &N) -> Result<(), Error> {
        next.probe(context).await?;
        tell(context, next.id(), self.breaker.probe_succeeded_at(context.clock().now()));
        Ok(())
    }
}

fn refusal(rejection: Rejection) -> Error {
    let error = Error::new(ErrorKind::CircuitOpen).with_note(rejection.cause.phrase());
    match rejection.retry_after {
        Some(wait) => error.with_retry_after(wait),
        None => error,
    }
}
