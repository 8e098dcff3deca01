//! What health is judged by.

use std::time::Duration;

use osier_core::InvalidSetting;

use crate::ProbeSettings;

/// The longest span that can be set: a day.
const DAY: Duration = Duration::from_secs(86_400);

/// What a target's health is judged by.
///
/// ```
/// use osier_health::HealthSettings;
/// use std::time::Duration;
///
/// let settings = HealthSettings::default().ramp(Duration::from_secs(60)).degraded_at(0.1);
/// assert!(settings.check().is_ok());
/// assert!(settings.degraded_at(0.0).check().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HealthSettings {
    pub(crate) ramp: Duration,
    pub(crate) degraded_at: f64,
    pub(crate) minimum_calls: u32,
    pub(crate) trial_after: Option<Duration>,
    pub(crate) probes: Option<ProbeSettings>,
    pub(crate) seed: Option<u64>,
}

impl Default for HealthSettings {
    fn default() -> Self {
        Self {
            ramp: Duration::from_secs(30),
            degraded_at: 0.2,
            minimum_calls: 10,
            trial_after: None,
            probes: Some(ProbeSettings::default()),
            seed: None,
        }
    }
}

impl HealthSettings {
    /// Over how long a target that has come back gets its share again: from a tenth to all of it, up
    /// to a day; zero for all of it at once. Default **30 s**: long enough to fill caches and to find
    /// out that it was too early, short enough that others do not carry its load for long.
    #[must_use]
    pub fn ramp(self, ramp: Duration) -> Self {
        Self { ramp, ..self }
    }

    /// The part of the calls in the last minute that failed, from which on a target is degraded: more
    /// than 0, at most 1. It is healthy again below half of that, so that it does not flap. Default
    /// **0.2**: one failure in five is felt by whoever has no other target.
    #[must_use]
    pub fn degraded_at(self, ratio: f64) -> Self {
        Self { degraded_at: ratio, ..self }
    }

    /// Nothing is judged on fewer calls: 1 to 1000. Default **10**: below, one failure more or less
    /// decides.
    #[must_use]
    pub fn minimum_calls(self, calls: u32) -> Self {
        Self { minimum_calls: calls, ..self }
    }

    /// After how long one request at a time may try a benched credential, from a second to a day.
    /// Default **`None`**, never: a rejected key stays rejected until somebody acts, and some
    /// providers block whoever goes on with one. For accounts that refill by themselves.
    #[must_use]
    pub fn trial_after(self, span: Option<Duration>) -> Self {
        Self { trial_after: span, ..self }
    }

    /// When targets are probed that nobody asks; `None` for never. Default [`ProbeSettings::default`].
    #[must_use]
    pub fn probes(self, probes: Option<ProbeSettings>) -> Self {
        Self { probes, ..self }
    }

    /// Where the jitter of the probes starts, to have the same one every time. Without it each process
    /// has its own.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed: Some(seed), ..self }
    }

    /// Whether these can work.
    ///
    /// # Errors
    ///
    /// The first that cannot, with its value and what is allowed.
    pub fn check(&self) -> Result<(), InvalidSetting> {
        if self.ramp > DAY {
            return Err(span("ramp", self.ramp, "nothing to a day"));
        }
        if !(self.degraded_at > 0.0 && self.degraded_at <= 1.0) {
            let value = format!("{:?}", self.degraded_at);
            return Err(InvalidSetting::new("degraded_at", value, "more than 0, at most 1"));
        }
        if !(1..=1000).contains(&self.minimum_calls) {
            let value = self.minimum_calls.to_string();
            return Err(InvalidSetting::new("minimum_calls", value, "1 to 1000"));
        }
        match self.trial_after {
            Some(after) if !(Duration::from_secs(1)..=DAY).contains(&after) => {
                Err(span("trial_after", after, "a second to a day"))
            }
            _ => self.probes.map_or(Ok(()), |probes| probes.check()),
        }
    }
}

fn span(field: &'static str, value: Duration, allowed: &'static str) -> InvalidSetting {
    InvalidSetting::new(field, format!("{value:?}"), allowed)
}
