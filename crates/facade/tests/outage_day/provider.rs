//! A provider as the schedule has it.

use std::collections::HashMap;
use std::future::pending;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use osier::breaker::{Breaker, State};
use osier::{Context, Error, ErrorKind, Provider, Request, Response};

use crate::answer::{Answer, Asked};
use crate::journal::{Call, Journal};
use crate::random::happens;
use crate::schedule::{self, TARGETS, Weather};

const SLOWNESS: u32 = 20;
/// How many calls of each minute a provider admits that throttles the others.
const ADMITTED: u32 = 3;
const MINUTE: Duration = Duration::from_secs(60);

const SLOW: u64 = 20;
const CUT: u64 = 21;
const ERRS: u64 = 22;

/// One target's provider. Clones are the same.
#[derive(Clone)]
pub(crate) struct Model(Arc<Inner>);

struct Inner {
    place: usize,
    seed: u64,
    start: Instant,
    journal: Journal,
    /// How often each request came here.
    before: Mutex<HashMap<u64, u64>>,
    /// The minute in which calls are counted, and how many it had.
    minute: Mutex<(u64, u32)>,
    breaker: OnceLock<Arc<Breaker>>,
}

/// What becomes of a call.
enum Fate {
    Fails(u64, Error),
    Silence,
    Answered(Answer),
}

impl Model {
    pub(crate) fn new(place: usize, seed: u64, start: Instant, journal: Journal) -> Self {
        let (before, minute, breaker) = (Mutex::default(), Mutex::default(), OnceLock::new());
        Self(Arc::new(Inner { place, seed, start, journal, before, minute, breaker }))
    }

    /// Tells it of the circuit in front of it, to know probes from other calls.
    pub(crate) fn behind(&self, breaker: Arc<Breaker>) {
        assert!(self.0.breaker.set(breaker).is_ok(), "there is one circuit");
    }
}

impl Inner {
    fn now(&self, context: &Context) -> Duration {
        context.clock().now() - self.start
    }

    /// Writes the call down, and says how many of the same request came here before.
    fn begin(&self, request: u64, at: Duration) -> u64 {
        let probe = self.breaker.get().is_some_and(|breaker| breaker.state() != State::Closed);
        let call = Call { at, target: self.place, request, probe };
        self.journal.write(|pages| pages.calls.push(call));
        let mut before = self.before.lock().expect("not poisoned");
        let calls = before.entry(request).or_default();
        *calls += 1;
        *calls - 1
    }

    /// How long until calls are let through again; `None` if this one is.
    fn throttled(&self, at: Duration) -> Option<Duration> {
        let number = at.as_secs() / MINUTE.as_secs();
        let mut minute = self.minute.lock().expect("not poisoned");
        if minute.0 != number {
            *minute = (number, 0);
        }
        minute.1 += 1;
        let next = MINUTE * u32::try_from(number + 1).expect("within a day");
        (minute.1 > ADMITTED).then(|| next - at)
    }

    fn fate(&self, asked: Asked, request: &Request) -> Fate {
        let Asked { seed, target, request: number, before, at } = asked;
        let lucky =
            |percent, what: u64| happens(percent, seed, &[what, target as u64, number, before]);
        let answer = |slowness| Answer::new(asked, request, slowness);
        let answer = match schedule::weather(target, at) {
            Some(Weather::Refuses) => return Fate::Fails(2, Error::new(ErrorKind::Connect)),
            Some(Weather::Silent | Weather::Mute) => return Fate::Silence,
            Some(Weather::Rejects) => return Fate::Fails(40, rejection()),
            Some(weather @ (Weather::Throttles | Weather::ThrottlesTelling)) => {
                let Some(wait) = self.throttled(at) else { return Fate::Answered(answer(1)) };
                let wait = (weather == Weather::ThrottlesTelling).then_some(wait);
                return Fate::Fails(40, throttle(wait));
            }
            Some(Weather::Errs) if lucky(33, ERRS) => {
                let error = Error::new(ErrorKind::Server).with_status(500);
                return Fate::Fails(120, error);
            }
            Some(Weather::Slow) if lucky(50, SLOW) => answer(SLOWNESS),
            Some(Weather::Cuts) if lucky(30, CUT) => answer(1).cut(),
            _ => answer(1),
        };
        Fate::Answered(match schedule::goes_down(target, at, answer.end()) {
            Some((moment, weather)) => answer.ended_at(moment, weather),
            None => answer,
        })
    }
}

fn rejection() -> Error {
    Error::new(ErrorKind::Auth).with_status(401)
}

fn throttle(wait: Option<Duration>) -> Error {
    let error = Error::new(ErrorKind::RateLimited).with_status(429);
    wait.into_iter().fold(error, Error::with_retry_after)
}

#[async_trait]
impl Provider for Model {
    fn id(&self) -> &str {
        TARGETS[self.0.place]
    }

    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        let inner = &*self.0;
        let (at, number) = (inner.now(context), number_of(context.id()));
        let (seed, target, before) = (inner.seed, inner.place, inner.begin(number, at));
        let asked = Asked { seed, target, request: number, before, at };
        match inner.fate(asked, &request) {
            Fate::Silence => pending().await,
            Fate::Answered(answer) => {
                answer.give(context, inner.start, request.wants_stream()).await
            }
            Fate::Fails(millis, error) => {
                let clock = context.clock();
                clock.sleep_until(clock.after(Duration::from_millis(millis))).await;
                Err(error)
            }
        }
    }

    async fn probe(&self, context: &Context) -> Result<(), Error> {
        match schedule::weather(self.0.place, self.0.now(context)) {
            Some(Weather::Refuses) => Err(Error::new(ErrorKind::Connect)),
            Some(Weather::Rejects) => Err(rejection()),
            Some(Weather::Silent) => pending().await,
            _ => Ok(()),
        }
    }
}

/// The number of the request with this identity.
fn number_of(id: &str) -> u64 {
    let digits = id.strip_prefix("day-").expect("a request of the day");
    digits.parse().expect("a number")
}
