//! `[target.retry]` and its budget.

use std::time::Duration;

use osier::retry::{BudgetSettings, Jitter, RetrySettings};
use serde::Deserialize;

use super::{Section, set};
use crate::config::duration::{optional, optional_or_zero};

/// When the same target is tried again, the section `[target.retry]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetryConfig {
    /// Attempts on this target for one request, the first included; 3. With 1 nothing is tried again.
    pub max_attempts: Option<u32>,
    /// The backoff after the first failure; 250 ms.
    #[serde(deserialize_with = "optional")]
    pub base: Option<Duration>,
    /// The same for a target that is throttled and names no time; 1 s.
    #[serde(deserialize_with = "optional")]
    pub wait_base: Option<Duration>,
    /// What the backoff grows by with each failure; 2.
    pub factor: Option<f64>,
    /// The longest backoff; 20 s.
    #[serde(deserialize_with = "optional")]
    pub cap: Option<Duration>,
    /// How the backoff is spread; full.
    pub jitter: Option<Spread>,
    /// The longest wait while another target is ready; 3 s.
    #[serde(deserialize_with = "optional_or_zero")]
    pub patience: Option<Duration>,
    /// What must be left of the deadline after a wait; 1 s.
    #[serde(deserialize_with = "optional_or_zero")]
    pub useful_attempt: Option<Duration>,
    /// How often a request may be repeated that may have been billed; 1.
    pub billed_attempts: Option<u32>,
    /// What bounds the retries of all requests on this target.
    pub budget: Section<BudgetConfig>,
}

/// What bounds retries, the sections `[target.retry.budget]` and `[retry_budget]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BudgetConfig {
    /// The most tokens it holds.
    pub burst: Option<u32>,
    /// What each success adds.
    pub deposit: Option<f64>,
    /// What each second adds.
    pub floor: Option<f64>,
}

/// How a backoff is spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Spread {
    /// Anywhere from nothing to the whole backoff.
    Full,
    /// Half the backoff, and up to half of it more.
    Equal,
    /// The backoff itself.
    None,
}

impl RetryConfig {
    /// The settings it means.
    #[must_use]
    pub fn settings(&self) -> RetrySettings {
        let settings =
            set(RetrySettings::default(), self.max_attempts, RetrySettings::max_attempts);
        let settings = set(settings, self.base, RetrySettings::base);
        let settings = set(settings, self.wait_base, RetrySettings::wait_base);
        let settings = set(settings, self.factor, RetrySettings::factor);
        let settings = set(settings, self.cap, RetrySettings::cap);
        let settings = set(settings, self.jitter.map(Spread::jitter), RetrySettings::jitter);
        let settings = set(settings, self.patience, RetrySettings::patience);
        let settings = set(settings, self.useful_attempt, RetrySettings::useful_attempt);
        set(settings, self.billed_attempts, RetrySettings::billed_attempts)
    }
}

impl BudgetConfig {
    /// The settings it means, where these are the defaults.
    #[must_use]
    pub fn settings(&self, defaults: BudgetSettings) -> BudgetSettings {
        let settings = set(defaults, self.burst, BudgetSettings::burst);
        let settings = set(settings, self.deposit, BudgetSettings::deposit);
        set(settings, self.floor, BudgetSettings::floor)
    }
}

impl Spread {
    fn jitter(self) -> Jitter {
        match self {
            Self::Full => Jitter::Full,
            Self::Equal => Jitter::Equal,
            Self::None => Jitter::None,
        }
    }
}
