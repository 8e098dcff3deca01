//! The right to make one call, and the duty to say how it went.

use std::fmt;
use std::ops::Deref;
use std::time::{Duration, Instant};

use crate::breaker::Settled;
use crate::pass::Pass;
use crate::{Breaker, Outcome, Recorded};

/// Lets one call through. Tell it how the call went; whichever way it is told, it is spent.
///
/// Dropped instead, by a cancelled call or a panic, it says nothing about anybody: if the call was a
/// probe its place is free again, and nothing is recorded.
///
/// It holds the breaker by reference, or by [`Arc`](std::sync::Arc) if it came from
/// [`try_acquire_owned`](Breaker::try_acquire_owned).
#[must_use = "dropping a permit records nothing: tell it how the call went"]
pub struct Permit<H: Deref<Target = Breaker>> {
    breaker: H,
    pass: Pass,
}

impl<H: Deref<Target = Breaker>> Permit<H> {
    #[inline]
    pub(crate) fn new(breaker: H, pass: Pass) -> Self {
        Self { breaker, pass }
    }

    /// The call succeeded. If it took long enough and that is
    /// [watched](crate::Settings::slow_ratio), it counts as slow.
    #[inline]
    pub fn success(self) -> Recorded {
        self.record(Outcome::Success)
    }

    /// The call succeeded, at this moment.
    #[inline]
    pub fn success_at(self, now: Instant) -> Recorded {
        self.record_at(now, Outcome::Success)
    }

    /// The call failed.
    pub fn failure(self) -> Recorded {
        self.record(Outcome::Failure)
    }

    /// The call failed, at this moment.
    pub fn failure_at(self, now: Instant) -> Recorded {
        self.record_at(now, Outcome::Failure)
    }

    /// The call succeeded, but took too long.
    pub fn slow(self) -> Recorded {
        self.record(Outcome::Slow)
    }

    /// The call succeeded, but took too long, at this moment.
    pub fn slow_at(self, now: Instant) -> Recorded {
        self.record_at(now, Outcome::Slow)
    }

    /// Whoever was called asks for patience, perhaps for this long. It counts neither as a success nor
    /// as a failure, and nothing trips. Told for how long, the breaker cools: it rejects calls until
    /// then. Not told, it cools for the open time after
    /// [some in a row](crate::Settings::throttles_to_cool). A probe that is throttled opens the
    /// breaker again, for no longer than the last time unless it is asked to.
    pub fn throttled(self, retry_after: Option<Duration>) -> Recorded {
        let now = (self.breaker.clock())();
        self.throttled_at(now, retry_after)
    }

    /// The same, at this moment.
    pub fn throttled_at(self, now: Instant, retry_after: Option<Duration>) -> Recorded {
        let outcome = retry_after.map_or(Outcome::Throttled, Outcome::ThrottledFor);
        self.record_at(now, outcome)
    }

    /// The call says nothing about whoever was called: the request was wrong, the caller went away.
    /// The same as dropping the permit.
    pub fn ignore(self) {
        drop(self);
    }

    /// Any outcome.
    #[inline]
    pub fn record(mut self, outcome: Outcome) -> Recorded {
        let clock = self.breaker.clock();
        self.settle(outcome, clock).0
    }

    /// Any outcome, at this moment.
    #[inline]
    pub fn record_at(mut self, now: Instant, outcome: Outcome) -> Recorded {
        self.settle(outcome, || now).0
    }

    /// Whether the breaker is half-open and waits for this very call.
    #[must_use]
    pub fn is_probe(&self) -> bool {
        self.breaker.awaits(self.pass.ticket())
    }

    /// How long a call may take before it is slow.
    #[cfg(feature = "provider")]
    pub(crate) fn slow_after(&self) -> Duration {
        self.breaker.slow_after()
    }

    /// The answer has begun, at this moment: whether the call is slow is decided here, and not by how
    /// long the rest takes.
    pub fn begun_at(&mut self, now: Instant) {
        self.pass = self.breaker.begun(self.pass, now);
    }

    /// A probe that has shown a sign of life need not be given up before `until`, at most a day from
    /// `now`. Never shortens its lease, and does nothing to other calls.
    pub fn extend_until(&self, now: Instant, until: Instant) {
        self.breaker.extend_lease(self.pass.ticket(), now, until);
    }

    /// Whether anything changes when the answer begins.
    #[cfg(feature = "provider")]
    pub(crate) fn minds_first_content(&self) -> bool {
        self.pass.is_watched() || self.is_probe()
    }

    /// Whether it has been told how the call went.
    #[inline]
    pub(crate) fn is_spent(&self) -> bool {
        self.pass.is_spent()
    }

    /// Reads the clock only if it must.
    #[inline]
    pub(crate) fn settle(&mut self, outcome: Outcome, clock: impl Fn() -> Instant) -> Settled {
        let pass = self.spend();
        match outcome {
            Outcome::Success => self.breaker.settle_success(pass, clock),
            other => self.breaker.settle(pass, other, clock()),
        }
    }

    /// The same permit in the hands of another holder of the breaker.
    #[cfg(feature = "provider")]
    pub(crate) fn hand_over<K: Deref<Target = Breaker>>(&mut self, breaker: K) -> Permit<K> {
        Permit { breaker, pass: self.spend() }
    }

    #[inline]
    fn spend(&mut self) -> Pass {
        std::mem::replace(&mut self.pass, Pass::SPENT)
    }
}

impl<H: Deref<Target = Breaker>> Drop for Permit<H> {
    #[inline]
    fn drop(&mut self) {
        if !self.is_spent() {
            self.breaker.give_back(self.pass.ticket());
        }
    }
}

impl<H: Deref<Target = Breaker>> fmt::Debug for Permit<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").field("pass", &self.pass).finish_non_exhaustive()
    }
}
