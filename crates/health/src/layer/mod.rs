//! Health around a provider.

mod call;

use std::sync::Arc;
use std::time::Instant;

use osier_core::{Context, End, Error, Middleware, Next, Readiness, Request, Response};

use self::call::Call;
use crate::{Unreachable, Vitals};

/// Watches over one target, as middleware and as a layer: takes note of how each attempt ended, keeps
/// a benched credential from being used, and tells a route to go easy on a target that has just come
/// back.
///
/// - A call with a benched credential is [`Benched`](osier_core::ErrorKind::Benched) at once; its
///   [code](Error::code) is the name of the reason. Nothing is sent, and it is no attempt.
/// - A call is judged when its **body** ends. A body that is dropped before that says nothing.
/// - [`readiness`](Middleware::readiness) is [`Unavailable`](Readiness::Unavailable) while benched,
///   [`NotBefore`](Readiness::NotBefore) while active probes cannot reach it, but for one request a
///   minute, and [`Ramping`](Readiness::Ramping) after a recovery. Neither of the two refuses anything:
///   the only target of a route gets every request.
///
/// Clones share what they know. One for one target.
///
/// # Order
///
/// Inside retries, so that each attempt is noted; outside the breaker, so that it can tell what is
/// beneath from what was never asked.
///
/// ```
/// use osier_core::SharedProvider;
/// use osier_health::{Credential, Health, HealthSettings, Vitals};
/// use std::sync::Arc;
///
/// /// Two models behind one key.
/// fn watched(large: SharedProvider, small: SharedProvider) -> [SharedProvider; 2] {
///     let key = Arc::new(Credential::new("team key"));
///     let health = |name| {
///         let settings = HealthSettings::default();
///         Health::new(Arc::new(Vitals::new(name, Arc::clone(&key), settings)))
///     };
///     [large.layered(&health("large")), small.layered(&health("small"))]
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Health {
    vitals: Arc<Vitals>,
}

impl Health {
    /// Watches over the target with these vitals.
    #[must_use]
    pub fn new(vitals: Arc<Vitals>) -> Self {
        Self { vitals }
    }

    /// What it knows.
    #[must_use]
    pub fn vitals(&self) -> &Arc<Vitals> {
        &self.vitals
    }
}

impl Middleware for Health {
    async fn call<N: Next>(
        &self,
        context: &Context,
        request: Request,
        next: &N,
    ) -> Result<Response, Error> {
        let call = Call::begin(&self.vitals, context)?;
        match next.call(context, request).await {
            Ok(response) => Ok(call.answered(response, &self.vitals, context)),
            Err(error) => {
                call.end(context, End::Failed(&error));
                Err(error)
            }
        }
    }

    fn readiness<N: Next>(&self, now: Instant, next: &N) -> Readiness {
        let vitals = &self.vitals;
        if vitals.credential().refuses(vitals.target(), now) {
            return Readiness::Unavailable;
        }
        if let Some(Unreachable { retry_at: Some(retry_at), .. }) = vitals.unreachable(now) {
            return next.readiness(now).behind(retry_at.saturating_duration_since(now));
        }
        match (next.readiness(now), vitals.ramping(now)) {
            (beneath @ (Readiness::Ready | Readiness::Ramping(_)), Some(share)) => {
                Readiness::Ramping(share.min(beneath.share()))
            }
            (beneath, _) => beneath,
        }
    }
}
