//! `[degrade]`.

use std::time::Duration;

use osier::degrade::{Settings, Weights};
use serde::Deserialize;

use super::{Section, set};
use crate::config::duration::optional;

/// When the standing level of a route moves, and when a silent level is left, the section `[degrade]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DegradeConfig {
    /// How far back a level is judged, and how long a step up lasts at least; 30 s.
    #[serde(deserialize_with = "optional")]
    pub window: Option<Duration>,
    /// Nothing is judged on fewer requests; 10.
    pub minimum_calls: Option<u32>,
    /// The pressure from which on a level is left for a worse one; 0.5.
    pub down_at: Option<f64>,
    /// The same where only stored answers are below; 0.9.
    pub dead_at: Option<f64>,
    /// The pressure up to which a better level passes its trial; 0.1.
    pub clean_at: Option<f64>,
    /// How long it is at most from a fall to the next trial; 2 min.
    #[serde(deserialize_with = "optional")]
    pub hold_max: Option<Duration>,
    /// How long a better level is tried before all requests begin there; 10 s.
    #[serde(deserialize_with = "optional")]
    pub trial: Option<Duration>,
    /// The part of the requests that try it; 0.1.
    pub trial_share: Option<f64>,
    /// How many of them there are at least; 5.
    pub trial_calls: Option<u32>,
    /// How much each signal counts.
    pub weights: Section<WeightsConfig>,
    /// How long a stream may show nothing at a level while one below could follow; 30 s.
    #[serde(deserialize_with = "optional")]
    pub patience: Option<Duration>,
}

/// How much each signal counts, the section `[degrade.weights]`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WeightsConfig {
    /// Requests that the level failed to answer; 1.
    pub failures: Option<f64>,
    /// Requests that found no target of the level ready; 1.
    pub unready: Option<f64>,
    /// Requests that came while others were being shed; 0.75.
    pub shedding: Option<f64>,
}

impl DegradeConfig {
    /// The settings it means.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let settings = self.upwards(self.downwards(Settings::default()));
        set(settings.weights(self.weights.weights()), self.patience, Settings::patience)
    }

    fn downwards(&self, settings: Settings) -> Settings {
        let settings = set(settings, self.window, Settings::window);
        let settings = set(settings, self.minimum_calls, Settings::minimum_calls);
        let settings = set(settings, self.down_at, Settings::down_at);
        set(settings, self.dead_at, Settings::dead_at)
    }

    fn upwards(&self, settings: Settings) -> Settings {
        let settings = set(settings, self.clean_at, Settings::clean_at);
        let settings = set(settings, self.hold_max, Settings::hold_max);
        let settings = set(settings, self.trial, Settings::trial);
        let settings = set(settings, self.trial_share, Settings::trial_share);
        set(settings, self.trial_calls, Settings::trial_calls)
    }
}

impl WeightsConfig {
    /// The weights it means.
    #[must_use]
    pub fn weights(self) -> Weights {
        let usual = Weights::default();
        Weights {
            failures: self.failures.unwrap_or(usual.failures),
            unready: self.unready.unwrap_or(usual.unready),
            shedding: self.shedding.unwrap_or(usual.shedding),
        }
    }
}
