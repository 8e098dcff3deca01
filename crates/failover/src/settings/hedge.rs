//! When another target is asked beside one that is silent.

use std::time::Duration;

use osier_core::InvalidSetting;

/// When a second target is started beside one that is silent, and how often that may happen.
///
/// A streamed request is hedged when it has no content after the longer of [`after`](Self::after) and
/// the 95th percentile of what its target lately took to the first token, once 50 answers are known. A
/// whole answer is hedged after the same percentile of whole answers, and never before it is known. The
/// first content wins, and the loser is cancelled and judged by nobody: Dean and Barroso, *The Tail at
/// Scale* (2013).
///
/// Hedges draw on a budget: [`burst`](Self::burst) at once, and [`deposit`](Self::deposit) more with each
/// request. There are none while requests are shed or have to queue
/// ([`is_strained`](osier_core::Context::is_strained)).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HedgeSettings {
    pub(crate) after: Duration,
    pub(crate) burst: u32,
    pub(crate) deposit: f64,
}

impl Default for HedgeSettings {
    /// After 10 s at the soonest; 10 at once, one for twenty requests.
    fn default() -> Self {
        Self { after: Duration::from_secs(10), burst: 10, deposit: 0.05 }
    }
}

impl HedgeSettings {
    /// The shortest silence after which another target is asked; more than 0. Default 10 s.
    #[must_use]
    pub fn after(self, after: Duration) -> Self {
        Self { after, ..self }
    }

    /// How many hedges there may be at once without requests to pay for them: 1 to 10,000. Default 10.
    #[must_use]
    pub fn burst(self, burst: u32) -> Self {
        Self { burst, ..self }
    }

    /// What each request adds to the budget: 0 to 1. Default 0.05, one hedge for twenty requests.
    #[must_use]
    pub fn deposit(self, deposit: f64) -> Self {
        Self { deposit, ..self }
    }

    pub(crate) fn check(&self) -> Result<(), InvalidSetting> {
        if self.after.is_zero() {
            return Err(InvalidSetting::new("after", "0s", "any time longer than zero"));
        }
        if !(1..=10_000).contains(&self.burst) {
            return Err(InvalidSetting::new("burst", self.burst.to_string(), "1 to 10000"));
        }
        if !(0.0..=1.0).contains(&self.deposit) {
            return Err(InvalidSetting::new("deposit", self.deposit.to_string(), "0 to 1"));
        }
        Ok(())
    }
}
