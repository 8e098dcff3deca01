//! The adaptive limit around a target.

use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, Instant};

use osier_core::{
    Body, Context, End, Error, ErrorKind, Guard, InvalidSetting, Middleware, Next, Readiness,
    Request, Response,
};

use crate::{Adaptive, AdaptiveSettings, Permit};

/// A refused call is told to come back no sooner, so that nobody spins.
const SOONEST: Duration = Duration::from_millis(10);
/// Nor later: by then the limit is another one.
const LATEST: Duration = Duration::from_secs(30);

/// An [`Adaptive`] limit around one target. A call holds its slot until the end of its body.
///
/// A throttled, overloaded or silent target ([`RateLimited`](ErrorKind::RateLimited),
/// [`Overloaded`](ErrorKind::Overloaded), [`Timeout`](ErrorKind::Timeout), also in the midst of a
/// stream) cuts the limit, a whole answer may raise it, anything else says nothing about capacity: a
/// failing target is the breaker's business, and a caller who goes away blames nobody.
///
/// At the limit the answer is [`AtCapacity`](ErrorKind::AtCapacity) at once, with the time in which a
/// slot should come free: nothing waits here. Clones share the limit.
#[derive(Clone, Debug)]
pub struct Limit {
    adaptive: Arc<Adaptive>,
}

impl Limit {
    /// A limit of its own with these settings.
    ///
    /// # Errors
    ///
    /// As [`Adaptive::try_new`].
    pub fn try_new(settings: AdaptiveSettings) -> Result<Self, InvalidSetting> {
        Ok(Self::of(Arc::new(Adaptive::try_new(settings)?)))
    }

    /// A limit that is shared with others, such as two models behind one account.
    #[must_use]
    pub fn of(adaptive: Arc<Adaptive>) -> Self {
        Self { adaptive }
    }

    /// The limit itself, to be read or shared.
    #[must_use]
    pub fn adaptive(&self) -> &Arc<Adaptive> {
        &self.adaptive
    }

    /// How long it should take until a slot is free; `None` if one is free now.
    fn wait(&self) -> Option<Duration> {
        Some(self.adaptive.wait()?.clamp(SOONEST, LATEST))
    }

    fn refusal(&self) -> Error {
        Error::new(ErrorKind::AtCapacity).with_retry_after(self.wait().unwrap_or(SOONEST))
    }
}

impl Middleware for Limit {
    async fn call<N: Next>(
        &self,
        context: &Context,
        request: Request,
        next: &N,
    ) -> Result<Response, Error> {
        let permit = self.adaptive.try_acquire().map_err(|_| self.refusal())?;
        // The clock is only read for what somebody will ask: how soon a slot comes free is asked near
        // the limit.
        let began = self.adaptive.is_timed().then(|| context.clock().now());
        let slot = Slot { permit, began };
        match next.call(context, request).await {
            Ok(response) if matches!(response.body, Body::Stream(_)) => {
                let slot = slot.owned(&self.adaptive);
                Ok(response.guarded(Riding { slot, context: context.clone() }))
            }
            Ok(whole) => {
                slot.end(context, End::Complete);
                Ok(whole)
            }
            Err(error) => {
                slot.end(context, End::Failed(&error));
                Err(error)
            }
        }
    }

    fn readiness<N: Next>(&self, now: Instant, next: &N) -> Readiness {
        let beneath = next.readiness(now);
        self.wait().map_or(beneath, |wait| beneath.behind(wait))
    }
}

/// What one call holds.
struct Slot<H: Deref<Target = Adaptive>> {
    permit: Permit<H>,
    began: Option<Instant>,
}

impl Slot<&Adaptive> {
    /// The same for a body, which outlives the call.
    fn owned(self, adaptive: &Arc<Adaptive>) -> Slot<Arc<Adaptive>> {
        Slot { permit: self.permit.held_by(Arc::clone(adaptive)), began: self.began }
    }
}

impl<H: Deref<Target = Adaptive>> Slot<H> {
    fn end(self, context: &Context, end: End<'_>) {
        if let Some(began) = self.began {
            self.permit.note_held(context.clock().now().saturating_duration_since(began));
        }
        match end {
            End::Complete => self.permit.success(),
            End::Failed(error) if tells_of_overload(error.kind()) => {
                self.permit.overloaded_at(context.clock().now());
            }
            End::Failed(_) | End::Dropped => self.permit.ignore(),
        }
    }
}

/// What rides in a streamed body.
struct Riding {
    slot: Slot<Arc<Adaptive>>,
    context: Context,
}

impl Guard for Riding {
    fn on_first_content(&mut self) {
        let Slot { permit, began } = &mut self.slot;
        if let Some(began) = began.filter(|_| permit.wants_first_token()) {
            let now = self.context.clock().now();
            permit.first_token_at(now, now.saturating_duration_since(began));
        }
    }

    fn on_end(self, end: End<'_>) {
        self.slot.end(&self.context, end);
    }
}

fn tells_of_overload(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::RateLimited | ErrorKind::Overloaded | ErrorKind::Timeout)
}
