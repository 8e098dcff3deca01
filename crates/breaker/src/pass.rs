//! What a permit remembers, in one word: with its breaker it fits two registers.
//!
//! | bits | what |
//! |---|---|
//! | 0 | set if there is nothing to record |
//! | 5–21 | the generation, where the state has it |
//! | 26–63 | when a watched call started, in ms since the breaker was made; 0 if it is not watched |

use crate::Outcome;
use crate::word::Ticket;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pass(u64);

const START_AT: u32 = 26;
/// A call that was too slow already.
const SLOW: u64 = u64::MAX >> START_AT;

impl Pass {
    /// A call that nobody watches, or that has been judged.
    pub(crate) const SPENT: Self = Self(1);

    #[inline]
    pub(crate) const fn of(ticket: Ticket) -> Self {
        Self(ticket)
    }

    /// The same, watched for slowness from this millisecond on.
    pub(crate) fn watched_from(self, millis: u64) -> Self {
        Self(self.ticket() | (millis + 1).min(SLOW - 1) << START_AT)
    }

    #[inline]
    pub(crate) const fn is_spent(self) -> bool {
        self.0 == Self::SPENT.0
    }

    /// Matches no state if there is nothing to record.
    #[inline]
    pub(crate) const fn ticket(self) -> Ticket {
        self.0 & !(u64::MAX << START_AT)
    }

    #[inline]
    pub(crate) const fn is_watched(self) -> bool {
        self.0 >> START_AT != 0
    }

    /// Judged now, whatever comes later.
    pub(crate) fn watched_until(self, millis: u64, slow_after: u64) -> Self {
        let slow = if self.is_slow(millis, slow_after) { SLOW << START_AT } else { 0 };
        Self(self.ticket() | slow)
    }

    /// The outcome, which may be worse than it seems.
    pub(crate) fn judged(self, outcome: Outcome, millis: u64, slow_after: u64) -> Outcome {
        match outcome {
            Outcome::Success if self.is_slow(millis, slow_after) => Outcome::Slow,
            other => other,
        }
    }

    fn is_slow(self, millis: u64, slow_after: u64) -> bool {
        match self.0 >> START_AT {
            0 => false,
            SLOW => true,
            start => (millis + 1).saturating_sub(start) >= slow_after,
        }
    }
}
