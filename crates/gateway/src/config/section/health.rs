//! `[health]`.

use std::time::Duration;

use osier::health::{HealthSettings, ProbeSettings};
use serde::Deserialize;

use super::{Section, set};
use crate::config::duration::{optional, optional_or_zero};

/// How the health of targets is judged, the section `[health]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HealthConfig {
    /// Over how long a target that has come back gets its share again; 30 s.
    #[serde(deserialize_with = "optional_or_zero")]
    pub ramp: Option<Duration>,
    /// The part of the calls in the last minute that failed, from which on a target is degraded; 0.2.
    pub degraded_at: Option<f64>,
    /// Nothing is judged on fewer calls; 10.
    pub minimum_calls: Option<u32>,
    /// After how long one request may try a benched credential; never.
    #[serde(deserialize_with = "optional")]
    pub trial_after: Option<Duration>,
    /// When targets are probed that nobody asks.
    pub probe: Section<ProbeConfig>,
}

/// When targets are probed that nobody asks, the section `[health.probe]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProbeConfig {
    /// Whether they are; true.
    pub enabled: Option<bool>,
    /// From one probe of an idle target to the next; 15 s.
    #[serde(deserialize_with = "optional")]
    pub interval: Option<Duration>,
    /// The same of one that is open, or cannot be reached; 5 s.
    #[serde(deserialize_with = "optional")]
    pub interval_open: Option<Duration>,
    /// How long nothing was sent to a target that counts as idle; 30 s.
    #[serde(deserialize_with = "optional_or_zero")]
    pub idle_after: Option<Duration>,
    /// Successes in a row until it can be reached again; 2.
    pub up: Option<u32>,
    /// Failures in a row until it cannot be reached; 3.
    pub down: Option<u32>,
}

impl HealthConfig {
    /// The settings it means.
    #[must_use]
    pub fn settings(&self) -> HealthSettings {
        let settings = HealthSettings::default().probes(self.probe.settings());
        let settings = set(settings, self.ramp, HealthSettings::ramp);
        let settings = set(settings, self.degraded_at, HealthSettings::degraded_at);
        let settings = set(settings, self.minimum_calls, HealthSettings::minimum_calls);
        settings.trial_after(self.trial_after)
    }
}

impl ProbeConfig {
    /// The settings it means; `None` if nothing is probed.
    #[must_use]
    pub fn settings(&self) -> Option<ProbeSettings> {
        self.enabled.unwrap_or(true).then(|| self.described())
    }

    /// The same, whether or not it is enabled.
    pub(in crate::config) fn described(&self) -> ProbeSettings {
        let settings = ProbeSettings::default();
        let settings = set(settings, self.interval, ProbeSettings::interval);
        let settings = set(settings, self.interval_open, ProbeSettings::interval_open);
        let settings = set(settings, self.idle_after, ProbeSettings::idle_after);
        let settings = set(settings, self.up, ProbeSettings::up);
        set(settings, self.down, ProbeSettings::down)
    }
}
