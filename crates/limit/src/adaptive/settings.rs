//! The settings of an adaptive limit.

use std::time::Duration;

use osier_core::InvalidSetting;

use super::word::Word;
use crate::checks::{number, span};

/// The settings of an [`Adaptive`](super::Adaptive) limit. The table of defaults with their reasons
/// is in the [crate's documentation](crate).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdaptiveSettings {
    pub(super) initial: Option<u32>,
    pub(super) min: u32,
    pub(super) max: u32,
    pub(super) backoff: f64,
    pub(super) window: Duration,
    pub(super) first_token: Option<Duration>,
}

impl Default for AdaptiveSettings {
    fn default() -> Self {
        Self {
            initial: Some(20),
            min: 4,
            max: 1000,
            backoff: 0.9,
            window: Duration::from_secs(1),
            first_token: None,
        }
    }
}

impl AdaptiveSettings {
    /// No limit until the target first shows overload with at least 10 calls under way; from then on
    /// 90 % of what was under way at that moment (18 at least), and the usual course, but that a cut
    /// needs half of the limit in use, as a step up does: what fails with three calls under way does
    /// not fail because of a limit of a hundred. For calls that last long, and targets of which nothing
    /// is known: whoever has shown no overload is refused nothing.
    #[must_use]
    pub fn until_overloaded() -> Self {
        Self::default().initial(None)
    }

    /// The limit to start with: `min` to `max`, 20 unless set; `None` for none
    /// [until the target shows overload](Self::until_overloaded).
    #[must_use]
    pub fn initial(self, initial: impl Into<Option<u32>>) -> Self {
        Self { initial: initial.into(), ..self }
    }

    /// The limit is never lower: 1 to `max`, 4 unless set.
    #[must_use]
    pub fn min(self, min: u32) -> Self {
        Self { min, ..self }
    }

    /// The limit is never higher: `min` to 65,534, 1000 unless set.
    #[must_use]
    pub fn max(self, max: u32) -> Self {
        Self { max, ..self }
    }

    /// What a cut leaves of the limit: 0.1 to 0.99, 0.9 unless set.
    #[must_use]
    pub fn backoff(self, backoff: f64) -> Self {
        Self { backoff, ..self }
    }

    /// The least time between two cuts: 1 ms to 5 min, 1 s unless set.
    #[must_use]
    pub fn window(self, window: Duration) -> Self {
        Self { window, ..self }
    }

    /// The time to the first token that at least half of the answers should keep: 1 ms to 10 min,
    /// none unless set. See [`Permit::first_token_at`](super::Permit::first_token_at).
    #[must_use]
    pub fn first_token(self, objective: impl Into<Option<Duration>>) -> Self {
        Self { first_token: objective.into(), ..self }
    }

    pub(super) fn check(&self) -> Result<(), InvalidSetting> {
        let highest = u32::from(Word::NO_LIMIT) - 1;
        number("max", self.max, 1..=highest, "1 to 65534")?;
        number("min", self.min, 1..=self.max, "1 to `max`")?;
        if let Some(initial) = self.initial {
            number("initial", initial, self.min..=self.max, "`min` to `max`")?;
        }
        if !(0.1..=0.99).contains(&self.backoff) {
            return Err(InvalidSetting::new("backoff", self.backoff.to_string(), "0.1 to 0.99"));
        }
        let milli = Duration::from_millis(1);
        span("window", self.window, milli..=Duration::from_secs(300), "1 ms to 5 min")?;
        self.first_token.map_or(Ok(()), |objective| {
            span("first_token", objective, milli..=Duration::from_secs(600), "1 ms to 10 min")
        })
    }
}
