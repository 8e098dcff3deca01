//! Asking once for all who ask the same.

use std::time::Duration;

use osier_core::{
    CacheKey, CacheStatus, CacheUse, Context, Error, ErrorKind, Next, Request, Response,
};
use tokio::runtime::Handle;

use super::{Cached, RouteCache, asks_usage, following, marked};
use crate::flight::{Boarded, FlightKey, Pilot, Seat};

impl Cached {
    /// Asks, alone or with others. Whoever waited with others until their time was over, and has some left, asks
    /// once more.
    pub(super) async fn fly(
        &self,
        context: &Context,
        request: &Request,
        key: CacheKey,
    ) -> Result<Response, Error> {
        match self.fly_once(context, request, key).await {
            Err(Late(error)) if context.remaining().is_zero() => Err(error),
            Err(Late(_)) => {
                self.fly_once(context, request, key).await.unwrap_or_else(|Late(error)| Err(error))
            }
            Ok(answered) => answered,
        }
    }

    async fn fly_once(
        &self,
        context: &Context,
        request: &Request,
        key: CacheKey,
    ) -> Result<Result<Response, Error>, Late> {
        let flights = &self.route.cache.0.flights;
        let Ok(runtime) = Handle::try_current() else {
            return Ok(self.pass(context, request.clone(), Some(key), CacheStatus::Miss).await);
        };
        let flight = self.route.flight(context, request, key);
        let is_shared = self.shares(context, request);
        let boarded = if is_shared {
            flights.board(flight, time_of(context, request))
        } else {
            flights.alone(flight)
        };
        match boarded {
            Boarded::First(seat, pilot) => {
                self.depart(&runtime, pilot, context.unwatched(), request.clone(), key);
                Ok(seat.response().await.map(|it| marked(it, CacheStatus::Miss, Some(key))))
            }
            Boarded::Joined(seat) => self.follow(context, seat, key).await,
            Boarded::Full => {
                Ok(self.pass(context, request.clone(), Some(key), CacheStatus::Miss).await)
            }
        }
    }

    fn shares(&self, context: &Context, request: &Request) -> bool {
        let may = context.cache() != CacheUse::Refresh;
        may && self.route.settings.share.of(|| request.is_deterministic())
    }

    /// Waits for what somebody else has asked for, by one's own deadline.
    async fn follow(
        &self,
        context: &Context,
        seat: Seat,
        key: CacheKey,
    ) -> Result<Result<Response, Error>, Late> {
        let until = context.deadline().moment();
        match context.before(until, seat.response()).await {
            None => Ok(Err(Error::new(ErrorKind::DeadlineExceeded))),
            Some(Err(error)) if error.kind() == ErrorKind::DeadlineExceeded => Err(Late(error)),
            Some(Err(error)) => Ok(Err(error)),
            Some(Ok(response)) => {
                let response = following::until(context, response);
                Ok(Ok(marked(response, CacheStatus::Shared, Some(key))))
            }
        }
    }

    /// Fetches a new answer behind one that is given, unless that is being done, or much is. It has not been
    /// admitted by anybody.
    pub(super) fn refresh(&self, context: &Context, request: Request, key: CacheKey) {
        if context.is_strained() {
            return;
        }
        let shared = &self.route.cache.0;
        let (Ok(runtime), Some(refresh)) = (Handle::try_current(), shared.begin_refresh(key))
        else {
            return;
        };
        let flight = self.route.flight(context, &request, key);
        if let Some(pilot) = shared.flights.begin_empty(flight, time_of(context, &request)) {
            let flying = self.flying(pilot, context.behind().recalling(None), request, key);
            runtime.spawn(async move {
                flying.await;
                drop(refresh);
            });
        }
    }

    fn depart(
        &self,
        runtime: &Handle,
        pilot: Pilot,
        context: Context,
        request: Request,
        key: CacheKey,
    ) {
        runtime.spawn(self.flying(pilot, context, request, key));
    }

    /// The call from its start to what is stored of it: a task of its own.
    fn flying(
        &self,
        pilot: Pilot,
        context: Context,
        request: Request,
        key: CacheKey,
    ) -> impl Future<Output = ()> + Send + 'static {
        let Self { route, inner } = self.clone();
        let as_of = route.cache.0.tiers.erasures.count();
        let asks_usage = asks_usage(&request);
        async move {
            let landed = pilot.fly(Next::call(&inner, &context, request)).await;
            route.keep(&context, key, landed, asks_usage, as_of).await;
            // Whoever asks from here on finds it stored.
            drop(pilot);
        }
    }
}

impl RouteCache {
    fn flight(&self, context: &Context, request: &Request, key: CacheKey) -> FlightKey {
        let (stream, usage) = (request.wants_stream(), asks_usage(request));
        let (attempts, priority) = (context.attempts_left(), context.priority());
        let lasting = self.takes_stored(context, request);
        FlightKey { key, stream, usage, lasting, attempts, priority }
    }
}

/// How much time a call must have to be joined: who waits for a whole answer asks once more where it had too little.
fn time_of(context: &Context, request: &Request) -> Duration {
    let time = || context.deadline().moment().saturating_duration_since(context.started());
    if request.wants_stream() { time() } else { Duration::ZERO }
}

/// The one whose call it was had no time left.
struct Late(Error);
