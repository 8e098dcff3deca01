//! `[route.hedge]`.

use std::time::Duration;

use osier::failover::HedgeSettings;
use serde::Deserialize;

use super::set;
use crate::config::duration::optional;

/// The shortest silence unless it is set.
const AFTER: Duration = Duration::from_secs(10);

/// When another target is asked beside one that is silent, the section `[route.hedge]`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HedgeConfig {
    /// The shortest silence after which that is done; 10 s.
    #[serde(deserialize_with = "optional")]
    pub after: Option<Duration>,
    /// Hedges at once; 10.
    pub burst: Option<u32>,
    /// What each request adds to them; 0.05.
    pub deposit: Option<f64>,
}

impl HedgeConfig {
    /// The settings it means.
    #[must_use]
    pub fn settings(&self) -> HedgeSettings {
        let settings = HedgeSettings::default().after(self.after());
        let settings = set(settings, self.burst, HedgeSettings::burst);
        set(settings, self.deposit, HedgeSettings::deposit)
    }

    /// The shortest silence, set or not.
    #[must_use]
    pub fn after(&self) -> Duration {
        self.after.unwrap_or(AFTER)
    }
}
