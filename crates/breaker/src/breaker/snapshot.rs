//! A look at a breaker, for health pages.

use std::time::{Duration, Instant};

use super::{Breaker, state_of};
use crate::sync::Ordering;
use crate::window::Tally;
use crate::word::Phase;
use crate::{Mode, State};

/// What a breaker is in and what it has counted, at one moment. The counts may be a call or two apart:
/// they are read while others write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Snapshot {
    /// The state.
    pub state: State,
    /// Who decides.
    pub mode: Mode,
    /// Open because whoever is called asked to be left alone, not because of failures.
    pub is_cooling: bool,
    /// Failures in a row. Counted while closed, up to 1023.
    pub consecutive_failures: u64,
    /// Calls in the window. Zero unless there is a [failure ratio](crate::Settings::failure_ratio) or
    /// a [slow ratio](crate::Settings::slow_ratio). At very high rates, of the order of what
    /// happened and not exact: a part of the window that has seen 32767 calls halves its counts.
    pub calls: u64,
    /// How many of them failed. Zero unless there is a failure ratio.
    pub failures: u64,
    /// How many of them were slow. Zero unless there is a slow ratio.
    pub slow: u64,
    /// Probes under way.
    pub probes: u64,
    /// When calls may pass again, if they may not now and that is known.
    pub retry_after: Option<Duration>,
    /// How often the state has changed; begins anew after 131071.
    pub generation: u64,
    /// How long ago the last failure was.
    pub last_failure: Option<Duration>,
}

impl Breaker {
    /// A look at it now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.snapshot_at((self.clock)())
    }

    /// A look at it at this moment.
    #[must_use]
    pub fn snapshot_at(&self, now: Instant) -> Snapshot {
        let (word, age) = (self.load(), self.age(now));
        let place = self.rules.periods.place(word.generation(), age);
        let (failed, slow) = (self.failures.tally(place), self.slow.tally(place));
        let Tally { calls, bad: failures } = failed;
        let retry_after = self.check(word, age).err().and_then(|rejection| rejection.retry_after);
        let is_half_open = word.phase() == Phase::HalfOpen;
        let is_closed = word.phase() == Phase::Closed;
        Snapshot {
            state: state_of(word),
            mode: word.mode(),
            is_cooling: word.phase() == Phase::Cooling,
            consecutive_failures: if is_closed { word.failures() } else { 0 },
            calls: calls.max(slow.calls),
            failures,
            slow: slow.bad,
            probes: if is_half_open { word.in_flight() } else { 0 },
            retry_after,
            generation: word.generation(),
            last_failure: self.last_failure(age),
        }
    }

    fn last_failure(&self, age: Duration) -> Option<Duration> {
        let at = self.last_failure.load(Ordering::Relaxed).checked_sub(1)?;
        Some(age.saturating_sub(Duration::from_millis(at)))
    }
}
