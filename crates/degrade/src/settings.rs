//! When the standing level moves.

use std::time::Duration;

use osier_core::InvalidSetting;

/// When the standing level of a route moves. The table of defaults with their reasons is in the [crate's
/// documentation](crate).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    pub(crate) window: Duration,
    pub(crate) minimum_calls: u32,
    pub(crate) down_at: f64,
    pub(crate) dead_at: f64,
    pub(crate) clean_at: f64,
    pub(crate) hold_max: Duration,
    pub(crate) trial: Duration,
    pub(crate) trial_share: f64,
    pub(crate) trial_calls: u32,
    pub(crate) weights: Weights,
}

/// How much each signal adds to the pressure on a level: the share of its requests that showed it, times
/// this weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Requests that the level failed to answer, for a reason of its own.
    pub failures: f64,
    /// Requests that found no target of the level ready.
    pub unready: f64,
    /// Requests that came while others were being shed.
    pub shedding: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            window: Duration::from_secs(30),
            minimum_calls: 10,
            down_at: 0.5,
            dead_at: 0.9,
            clean_at: 0.1,
            hold_max: Duration::from_secs(120),
            trial: Duration::from_secs(10),
            trial_share: 0.1,
            trial_calls: 5,
            weights: Weights::default(),
        }
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self { failures: 1.0, unready: 1.0, shedding: 0.5 }
    }
}

impl Settings {
    pub(crate) fn check(&self) -> Result<(), InvalidSetting> {
        Ok(())
    }
}
