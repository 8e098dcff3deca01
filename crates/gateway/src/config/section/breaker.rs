//! `[target.breaker]`.

use std::time::Duration;

use osier::breaker::Settings;
use serde::Deserialize;

use super::{OrOff, set};
use crate::config::duration::optional;

/// Where the doubling ends unless it is set.
const OPEN_MAX: Duration = Duration::from_secs(60);

/// When the target is left alone, the section `[target.breaker]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BreakerConfig {
    /// Whether there is one; true.
    pub enabled: Option<bool>,
    /// Whether it only tells what it would do, and refuses nothing; false.
    pub observe: Option<bool>,
    /// Failures in a row that open it; 5, or "off".
    pub consecutive_failures: Option<OrOff<u32>>,
    /// The part of the calls in the window that failed; 0.5, or "off".
    pub failure_ratio: Option<OrOff<f64>>,
    /// The part of the calls in the window that were slow; "off".
    pub slow_ratio: Option<OrOff<f64>>,
    /// What is slow: to the first token of a stream, or to a whole answer; 10 s.
    #[serde(deserialize_with = "optional")]
    pub slow_after: Option<Duration>,
    /// No ratio is judged on fewer calls; 10.
    pub minimum_calls: Option<u32>,
    /// How far back the ratios look; 60 s.
    #[serde(deserialize_with = "optional")]
    pub window: Option<Duration>,
    /// How long it stays open at first; 5 s.
    #[serde(deserialize_with = "optional")]
    pub open: Option<Duration>,
    /// Where the doubling of that ends; 60 s, or `open` if that is longer.
    #[serde(deserialize_with = "optional")]
    pub open_max: Option<Duration>,
    /// How far that is spread, either way; 0.2.
    pub jitter: Option<f64>,
    /// Requests let through at once while half open; 1.
    pub probes: Option<u32>,
    /// Successes of those that close it; 2.
    pub successes_to_close: Option<u32>,
    /// How long one of those may take to its first token; 30 s.
    #[serde(deserialize_with = "optional")]
    pub lease: Option<Duration>,
    /// Throttles in a row without a named time after which the target cools; 3, or "off".
    pub throttles_to_cool: Option<OrOff<u32>>,
}

impl BreakerConfig {
    /// The settings it means; `None` if there is to be no breaker.
    #[must_use]
    pub fn settings(&self) -> Option<Settings> {
        self.enabled.unwrap_or(true).then(|| self.described())
    }

    /// The same, whether or not it is enabled.
    pub(in crate::config) fn described(&self) -> Settings {
        self.lasting(self.tripping(Settings::default()))
    }

    fn tripping(&self, settings: Settings) -> Settings {
        let failures = self.consecutive_failures.map(|failures| failures.0);
        let settings = set(settings, failures, Settings::consecutive_failures);
        let settings = set(settings, self.failure_ratio.map(|off| off.0), Settings::failure_ratio);
        let settings = set(settings, self.slow_ratio.map(|off| off.0), Settings::slow_ratio);
        let settings = set(settings, self.slow_after, Settings::slow_after);
        let settings = set(settings, self.minimum_calls, Settings::minimum_calls);
        let settings = set(settings, self.window, Settings::window);
        let throttles = self.throttles_to_cool.map(|throttles| throttles.0);
        set(settings, throttles, Settings::throttles_to_cool)
    }

    fn lasting(&self, settings: Settings) -> Settings {
        let settings = set(settings, self.observe, Settings::observe);
        let settings = set(settings, self.open, Settings::open);
        // Who only says how long it opens means that, and not less after a failed probe.
        let alone = self.open.filter(|open| *open > OPEN_MAX);
        let settings = set(settings, self.open_max.or(alone), Settings::open_max);
        let settings = set(settings, self.jitter, Settings::jitter);
        let settings = set(settings, self.probes, Settings::probes);
        let settings = set(settings, self.successes_to_close, Settings::successes_to_close);
        set(settings, self.lease, Settings::lease)
    }
}
