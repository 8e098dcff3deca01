//! Taking the decision over, and giving it back.

use std::time::{Duration, Instant};

use super::Breaker;
use crate::machine::{on_command, on_health_check};
use crate::word::Ticket;
use crate::{Cause, Mode, Transition};

/// Each of these begins anew: closed underneath, nothing counted, and calls under way count no more.
/// To be in that mode already changes nothing.
impl Breaker {
    /// Rejects every call until released.
    pub fn force_open(&self) {
        self.set_mode(Mode::ForcedOpen);
    }

    /// Lets every call through and counts it, and never trips, until released.
    pub fn force_closed(&self) {
        self.set_mode(Mode::ForcedClosed);
    }

    /// Lets every call through and counts none, until released.
    pub fn disable(&self) {
        self.set_mode(Mode::Disabled);
    }

    /// Trips and tells as ever, but lets every call through, until released: to see what it would do.
    pub fn observe(&self) {
        self.set_mode(Mode::Observe);
    }

    /// Lets the breaker decide again.
    pub fn release(&self) {
        self.set_mode(Mode::Normal);
    }

    /// Any of these.
    pub fn set_mode(&self, mode: Mode) {
        self.set_mode_at(self.now(), mode);
    }

    /// Any of these, at this moment. Gives the transition, if it was another mode before.
    pub fn set_mode_at(&self, now: Instant, mode: Mode) -> Option<Transition> {
        let mut word = self.load();
        while word.mode() != mode {
            match self.take(word, on_command(word, mode, self.age(now), Cause::Mode), now) {
                Ok(moved) => return moved,
                Err(actual) => word = actual,
            }
        }
        None
    }

    /// Closes the breaker and forgets all it has counted. The mode stays.
    pub fn reset(&self) {
        self.reset_at(self.now());
    }

    /// The same, at this moment.
    pub fn reset_at(&self, now: Instant) -> Option<Transition> {
        let mut word = self.load();
        loop {
            match self.take(word, on_command(word, word.mode(), self.age(now), Cause::Reset), now) {
                Ok(moved) => return moved,
                Err(actual) => word = actual,
            }
        }
    }

    /// A health check succeeded: an open breaker becomes half-open, so that the next call may try. It
    /// never closes on a health check alone, and a time that a
    /// [`FailureFor`](crate::Outcome::FailureFor) or [`ThrottledFor`](crate::Outcome::ThrottledFor)
    /// named is never cut short by one.
    pub fn probe_succeeded_at(&self, now: Instant) -> Option<Transition> {
        let (mut word, age) = (self.load(), self.age(now));
        while let Some(step) = on_health_check(word, age) {
            match self.take(word, step, now) {
                Ok(moved) => return moved,
                Err(actual) => word = actual,
            }
        }
        None
    }

    /// The clock it reads.
    #[inline]
    pub(crate) fn clock(&self) -> fn() -> Instant {
        self.clock
    }

    pub(crate) fn extend_lease(&self, ticket: Ticket, now: Instant, until: Instant) {
        let (age, end): (Duration, Duration) = (self.age(now), self.age(until));
        self.extend(ticket, age, end);
    }

    fn now(&self) -> Instant {
        (self.clock)()
    }
}
