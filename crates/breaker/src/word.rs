//! The whole state in one word, so that one load reads it and one compare-and-swap moves it.

mod layout;
mod lease;
#[cfg(test)]
mod tests;

use std::time::Duration;

use self::layout::{
    FAILURES, Field, GENERATION, GROWTH, IN_FLIGHT, MODE, NAMED, PAYLOAD, PHASE, SINCE, SUCCESSES,
    THROTTLES, UNTIL,
};
use crate::Mode;
use crate::moment::{ceil_millis, millis};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Closed,
    Open,
    HalfOpen,
    Cooling,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word(pub(crate) u64);

/// What a permit remembers of the word: its generation, in place.
pub(crate) type Ticket = u64;

/// Closed, in normal mode, nothing wrong in a row: only the generation may be set in these bits.
const QUIET: u64 =
    PHASE.mask() | MODE.mask() | GENERATION.mask() | FAILURES.mask() | THROTTLES.mask();

const SINCE_UNIT: u64 = 1024;

impl Word {
    pub(crate) fn fresh(mode: Mode, generation: u64) -> Self {
        Self(GENERATION.put(MODE.put(0, mode as u64), generation))
    }

    #[inline]
    pub(crate) const fn ticket(self) -> Ticket {
        self.0 & GENERATION.mask()
    }

    /// Admits, without a further look.
    #[inline]
    pub(crate) const fn is_plainly_closed(self) -> bool {
        self.0 & (PHASE.mask() | MODE.mask()) == 0
    }

    /// A success under this ticket changes nothing.
    #[inline]
    pub(crate) const fn is_quiet_for(self, ticket: Ticket) -> bool {
        self.0 & QUIET == ticket
    }

    pub(crate) const fn phase(self) -> Phase {
        match PHASE.get(self.0) {
            0 => Phase::Closed,
            1 => Phase::Open,
            2 => Phase::HalfOpen,
            _ => Phase::Cooling,
        }
    }

    pub(crate) const fn mode(self) -> Mode {
        match MODE.get(self.0) {
            1 => Mode::Observe,
            2 => Mode::ForcedOpen,
            3 => Mode::ForcedClosed,
            4 => Mode::Disabled,
            _ => Mode::Normal,
        }
    }

    pub(crate) const fn generation(self) -> u64 {
        GENERATION.get(self.0)
    }

    pub(crate) const fn growth(self) -> u32 {
        GROWTH.get(self.0) as u32
    }

    pub(crate) const fn failures(self) -> u64 {
        FAILURES.get(self.0)
    }

    pub(crate) const fn throttles(self) -> u64 {
        THROTTLES.get(self.0)
    }

    pub(crate) const fn successes(self) -> u64 {
        SUCCESSES.get(self.0)
    }

    pub(crate) const fn in_flight(self) -> u64 {
        IN_FLIGHT.get(self.0)
    }

    /// Open for a time that whoever is called has named.
    pub(crate) const fn is_named(self) -> bool {
        NAMED.get(self.0) == 1
    }

    pub(crate) const fn until(self) -> Duration {
        Duration::from_millis(UNTIL.get(self.0))
    }
}

/// Moves. Each begins with an empty payload unless it says otherwise.
impl Word {
    pub(crate) fn closed(self, now: Duration) -> Self {
        let since = millis(now) / SINCE_UNIT;
        self.into_phase(Phase::Closed).with(SINCE, since & SINCE.max)
    }

    pub(crate) fn open(self, until: Duration) -> Self {
        self.into_phase(Phase::Open).with(UNTIL, ceil_millis(until))
    }

    pub(crate) fn cooling(self, until: Duration) -> Self {
        self.into_phase(Phase::Cooling).with(UNTIL, ceil_millis(until))
    }

    pub(crate) fn with_name(self, is_named: bool) -> Self {
        self.with(NAMED, u64::from(is_named))
    }

    pub(crate) fn half_open(self) -> Self {
        self.into_phase(Phase::HalfOpen)
    }

    pub(crate) fn next_generation(self) -> Self {
        self.with(GENERATION, (self.generation() + 1) & GENERATION.max)
    }

    pub(crate) fn with_growth(self, growth: u32) -> Self {
        self.with(GROWTH, u64::from(growth))
    }

    pub(crate) fn with_failures(self, failures: u64) -> Self {
        self.with(FAILURES, failures)
    }

    pub(crate) fn with_throttles(self, throttles: u64) -> Self {
        self.with(THROTTLES, throttles)
    }

    pub(crate) fn with_successes(self, successes: u64) -> Self {
        self.with(SUCCESSES, successes)
    }

    pub(crate) fn without_probe(self) -> Self {
        self.with(IN_FLIGHT, self.in_flight().saturating_sub(1))
    }

    fn into_phase(self, phase: Phase) -> Self {
        Self(PHASE.put(PAYLOAD.put(self.0, 0), phase as u64))
    }

    fn with(self, field: Field, value: u64) -> Self {
        Self(field.put(self.0, value))
    }
}

/// Questions about time.
impl Word {
    /// Whether it has been closed for more than this many milliseconds, to a unit.
    pub(crate) fn closed_for(self, span: u64, now: Duration) -> bool {
        let units = (millis(now) / SINCE_UNIT).wrapping_sub(SINCE.get(self.0)) & SINCE.max;
        units > span.div_ceil(SINCE_UNIT)
    }

    pub(crate) fn is_over(self, now: Duration) -> bool {
        now >= self.until()
    }
}
