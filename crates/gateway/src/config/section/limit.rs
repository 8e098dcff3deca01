//! `[target.limit]`.

use std::time::Duration;

use osier::limit::AdaptiveSettings;
use serde::Deserialize;

use super::{OrOff, set};
use crate::config::duration::optional;

/// How many requests a target bears at once, the section `[target.limit]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitConfig {
    /// Whether there is one; true.
    pub enabled: Option<bool>,
    /// The limit to start with; "off": none until the target shows overload.
    pub initial: Option<OrOff<u32>>,
    /// The limit is never lower; 4.
    pub min: Option<u32>,
    /// The limit is never higher; 1000.
    pub max: Option<u32>,
    /// What a cut leaves of it; 0.9.
    pub backoff: Option<f64>,
    /// The least time between two cuts; 1 s.
    #[serde(deserialize_with = "optional")]
    pub window: Option<Duration>,
    /// The time to the first token that most answers should keep; none.
    #[serde(deserialize_with = "optional")]
    pub first_token: Option<Duration>,
}

impl LimitConfig {
    /// The settings it means; `None` if there is to be no limit.
    #[must_use]
    pub fn settings(&self) -> Option<AdaptiveSettings> {
        self.enabled.unwrap_or(true).then(|| self.described())
    }

    /// The same, whether or not it is enabled.
    pub(in crate::config) fn described(&self) -> AdaptiveSettings {
        let settings = AdaptiveSettings::until_overloaded();
        let initial = self.initial.map(|initial| initial.0);
        let settings = set(settings, initial, AdaptiveSettings::initial);
        let settings = set(settings, self.min, AdaptiveSettings::min);
        let settings = set(settings, self.max, AdaptiveSettings::max);
        let settings = set(settings, self.backoff, AdaptiveSettings::backoff);
        let settings = set(settings, self.window, AdaptiveSettings::window);
        set(settings, self.first_token, AdaptiveSettings::first_token)
    }
}
