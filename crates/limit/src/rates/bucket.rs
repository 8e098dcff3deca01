//! One rate of one tenant.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{NotKeyed, StateStore};
use governor::{Quota, RateLimiter};

use super::settings::Rate;
use crate::sync::{AtomicU64, Ordering};

/// A debt is paid off within a day, so that a provider that reports nonsense locks nobody out for good.
const LONGEST_DEBT: u64 = 86_400 * 1_000_000_000;

/// The generic cell rate algorithm (ITU-T I.371): all it remembers is when the burst will be full
/// again. The arithmetic is governor's; the state is kept here, so that time is an argument and what
/// was estimated can be set right afterwards.
#[derive(Debug)]
pub(super) struct Bucket {
    quota: Quota,
    /// When the burst is full again, on the timeline of the rates.
    full_at: AtomicU64,
}

/// Why a bucket gives nothing now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Short {
    /// It will, after this time.
    For(Duration),
    /// It never will: this is all it can hold.
    Forever(u32),
}

impl Bucket {
    pub(super) fn new(rate: Rate) -> Self {
        let at_least_one = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_minute(at_least_one(rate.per_minute));
        Self { quota: quota.allow_burst(at_least_one(rate.burst)), full_at: AtomicU64::new(0) }
    }

    /// Takes `cells`, if they are there. To take none is always possible.
    pub(super) fn take(&self, now: u64, cells: u64) -> Result<(), Short> {
        let Some(cells) = u32::try_from(cells).ok().or(Some(u32::MAX)).and_then(NonZeroU32::new)
        else {
            return Ok(());
        };
        let state = Now { full_at: &self.full_at, now };
        let limiter: RateLimiter<_, _, _, NoOpMiddleware<Nanos>> =
            RateLimiter::new(self.quota, state, Stopped);
        match limiter.check_n(cells) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(until)) => Err(Short::For(until.wait_time_from(Stopped.now()))),
            Err(_) => Err(Short::Forever(self.quota.burst_size().get())),
        }
    }

    /// What [`take`](Self::take) would say, and takes nothing.
    pub(super) fn check(&self, now: u64, cells: u64) -> Result<(), Short> {
        let full_at = AtomicU64::new(self.full_at.load(Ordering::Relaxed));
        Self { quota: self.quota, full_at }.take(now, cells)
    }

    /// Takes `cells` that were used already, from the future if they are not there.
    pub(super) fn owe(&self, now: u64, cells: u64) {
        let (worth, latest) = (self.worth(cells), now.saturating_add(LONGEST_DEBT));
        self.change(|full_at| {
            let owed = full_at.max(now).saturating_add(worth);
            owed.min(latest.max(full_at))
        });
    }

    /// Gives `cells` back that were taken and not used. Never makes more of them than a full burst,
    /// which is what a moment in the past means.
    pub(super) fn give_back(&self, cells: u64) {
        let worth = self.worth(cells);
        self.change(|full_at| full_at.saturating_sub(worth));
    }

    /// Whether the burst is full: then nothing distinguishes this bucket from a new one.
    pub(super) fn is_full(&self, now: u64) -> bool {
        self.full_at.load(Ordering::Relaxed) <= now
    }

    /// The time in which so many cells refill.
    fn worth(&self, cells: u64) -> u64 {
        crate::timeline::nanos(self.quota.replenish_interval()).saturating_mul(cells)
    }

    fn change(&self, how: impl Fn(u64) -> u64) {
        self.full_at.update(Ordering::Relaxed, Ordering::Relaxed, how);
    }
}

/// The state as governor sees it at one moment, which it takes for the beginning of time: for the
/// algorithm a burst that was full long ago and one that is full now are the same.
struct Now<'a> {
    full_at: &'a AtomicU64,
    now: u64,
}

impl StateStore for Now<'_> {
    type Key = NotKeyed;

    fn measure_and_replace<T, F, E>(&self, _: &NotKeyed, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut full_at = self.full_at.load(Ordering::Relaxed);
        loop {
            let (outcome, next) = decide(Some(full_at.saturating_sub(self.now).into()))?;
            let next = self.now.saturating_add(next.into());
            match self.full_at.compare_exchange_weak(
                full_at,
                next,
                Ordering::Relaxed,
                Ordering::Relaxed,
            ) {
                Ok(_) => return Ok(outcome),
                Err(other) => full_at = other,
            }
        }
    }
}

/// The moment of the decision.
struct Stopped;

impl Clock for Stopped {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::default()
    }
}
