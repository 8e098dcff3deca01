//! Admission for a whole program: a cap, four priorities, and a short queue.

mod permit;
mod queue;
mod seat;
mod settings;
mod slots;
mod strain;
mod tally;
mod wait;

use std::sync::Arc;
use std::time::{Duration, Instant};

use osier_core::{
    Context, Delivery, Error, ErrorKind, InvalidSetting, Middleware, Next, Notice, Priority,
    Request, Response, Strain,
};

pub use self::permit::AdmissionPermit;
use self::queue::Place;
use self::seat::{Seat, Verdict};
pub use self::settings::AdmissionSettings;
use self::slots::{Entry, Slots};
use self::tally::Tally;
use self::wait::Wait;
use crate::Adaptive;

/// What clients honour: official SDKs ignore a Retry-After above a minute, and under a second they
/// come back into the same crowd.
const RETRY_AFTER: std::ops::RangeInclusive<Duration> =
    Duration::from_secs(1)..=Duration::from_secs(60);

/// Decides who comes in when more is asked than can be done. Clones are the same admission.
///
/// - **Cap.** So many requests are under way at once, each until the end of its body.
/// - **Priorities.** [`Critical`](Priority::Critical) requests are admitted up to 100 % of the cap,
///   high ones up to 90, normal ones up to 75, low ones up to 50, unless set: there is room for what
///   matters more before it comes.
/// - **Queue.** Above its share a request waits, at most for the target time (1 s) and never past its
///   deadline. Higher priorities are served first; within one, whoever came first. A queue that has
///   stood for the target time is no burst but overload: from then on, until nobody has waited for as
///   long, the newest is served first, and a new entry waits for a tenth of the target only. So those
///   who are served are served soon, and the others know soon. It is CoDel's distinction of good and bad queue (Nichols and
///   Jacobson 2012, RFC 8289) in the form that is known from Facebook's "Fail at Scale" (2015), with
///   its adaptive LIFO; each priority is judged by its own queue.
/// - **Refusal.** When the queue is full and nobody in it matters less, or the wait is over:
///   [`Shed`](ErrorKind::Shed) with a Retry-After of 1 to 60 s, computed from how many must end before
///   the request's turn and how fast they do. A wait that the caller's deadline ends is
///   [`DeadlineExceeded`](ErrorKind::DeadlineExceeded).
///
/// While requests are turned away or wait, and for two seconds more, the contexts of those it has let in are
/// [strained](Context::is_strained), also of those that came before: no time for hedges.
///
/// While nobody waits, admission is one atomic operation; the queue has a lock, held briefly and never
/// over an await.
///
/// # Cancellation
///
/// Whoever stops waiting leaves the queue at once. A slot that was handed over in the same moment goes
/// to the next.
#[derive(Clone, Debug)]
pub struct Admission {
    slots: Arc<Slots>,
}

/// An admission at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AdmissionSnapshot {
    /// How many requests may be under way at once.
    pub cap: u32,
    /// How many are.
    pub in_flight: u32,
    /// How many wait.
    pub waiting: u32,
}

impl Admission {
    /// An admission with these settings.
    ///
    /// # Errors
    ///
    /// The first setting that is out of its range, with its value and the range.
    pub fn try_new(settings: AdmissionSettings) -> Result<Self, InvalidSetting> {
        Self::following(settings, [])
    }

    /// An admission that never lets in more than these limits allow together, nor more than its cap:
    /// what the targets cannot take now waits here, by priority, instead of being refused there. Without
    /// limits there is only the cap.
    ///
    /// # Errors
    ///
    /// As [`try_new`](Self::try_new).
    pub fn following(
        settings: AdmissionSettings,
        limits: impl IntoIterator<Item = Arc<Adaptive>>,
    ) -> Result<Self, InvalidSetting> {
        settings.check()?;
        let slots = Slots::new(settings, limits.into_iter().collect());
        Ok(Self { slots: Arc::new(slots) })
    }

    /// Admits the request with the priority of its context, perhaps after a wait.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Shed`] with the time after which to try again, or
    /// [`ErrorKind::DeadlineExceeded`]. Nothing was sent in either case.
    pub async fn admit(&self, context: &Context) -> Result<AdmissionPermit, Error> {
        if self.slots.try_enter(context.priority()) {
            return Ok(AdmissionPermit::new(&self.slots, context));
        }
        self.queue_up(context).await
    }

    /// Cap, requests under way and requests that wait.
    #[must_use]
    pub fn snapshot(&self) -> AdmissionSnapshot {
        let Tally { in_flight, waiting } = self.slots.tally();
        AdmissionSnapshot { cap: self.slots.cap(), in_flight, waiting }
    }

    /// Whether the queue of this priority is overloaded: it has not been empty for the target time. Takes
    /// the lock of the queue.
    #[must_use]
    pub fn is_overloaded(&self, priority: Priority, now: Instant) -> bool {
        self.slots.is_overloaded(priority, now)
    }

    /// Whether anybody waits, or waited or was shed within the last two seconds: a time to spend nothing on
    /// extras such as hedges.
    #[must_use]
    pub fn is_strained(&self, now: Instant) -> bool {
        self.slots.is_strained(now)
    }

    async fn queue_up(&self, context: &Context) -> Result<AdmissionPermit, Error> {
        let (now, deadline) = (context.clock().now(), context.deadline().moment());
        // It cannot wait, and must not take the place of one who can.
        if deadline <= now {
            return Err(too_late());
        }
        match self.slots.enter(now, context.priority(), deadline) {
            Ok(Entry::Admitted) => {}
            Ok(Entry::Waiting(place, seat)) => self.wait(context, place, seat).await?,
            Err(queue::Full) => return Err(self.shed(context)),
        }
        Ok(AdmissionPermit::new(&self.slots, context))
    }

    async fn wait(&self, context: &Context, place: Place, seat: Arc<Seat>) -> Result<(), Error> {
        let wait = Wait { slots: &self.slots, context, place, seat: Some(seat) };
        match context.before(place.expires, wait).await {
            Some(Verdict::Admitted) => Ok(()),
            None if context.deadline().moment() <= place.expires => Err(too_late()),
            None | Some(Verdict::Dropped) => Err(self.shed(context)),
        }
    }

    fn shed(&self, context: &Context) -> Error {
        self.slots.note_strain(context.clock().now());
        let wait = self.slots.wait(context.priority());
        let retry_after = wait.clamp(*RETRY_AFTER.start(), *RETRY_AFTER.end());
        context.notify(&Notice::Refused {
            request: context.id(),
            tenant: context.tenant(),
            priority: context.priority(),
            error: ErrorKind::Shed,
            retry_after,
        });
        Error::new(ErrorKind::Shed).with_retry_after(retry_after)
    }
}

fn too_late() -> Error {
    Error::new(ErrorKind::DeadlineExceeded).with_delivery(Delivery::NotSent)
}

/// Outermost around a route: before any work is done for a request.
impl Middleware for Admission {
    async fn call<N: Next>(
        &self,
        context: &Context,
        request: Request,
        next: &N,
    ) -> Result<Response, Error> {
        let permit = self.admit(context).await?;
        Ok(next.call(permit.context(), request).await?.guarded(permit))
    }
}
