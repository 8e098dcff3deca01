//! `[route.resume]`.

use osier::failover::{Restart, ResumeSettings};
use serde::Deserialize;

use super::set;

/// How an answer that broke off is continued, the section `[route.resume]`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ResumeConfig {
    /// Whether targets that are declared able go on with what was said; true.
    pub prefill: Option<bool>,
    /// When the same request is asked again; deterministic.
    pub restart: Option<RestartConfig>,
}

/// When the same request is asked again after its answer broke off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RestartConfig {
    /// If its temperature is 0, or it has a seed.
    #[default]
    Deterministic,
    /// Whatever it says.
    Always,
    /// Never.
    Never,
}

impl ResumeConfig {
    /// The settings it means.
    #[must_use]
    pub fn settings(&self) -> ResumeSettings {
        let settings = set(ResumeSettings::default(), self.prefill, ResumeSettings::prefill);
        set(settings, self.restart.map(RestartConfig::restart), ResumeSettings::restart)
    }
}

impl RestartConfig {
    fn restart(self) -> Restart {
        match self {
            Self::Deterministic => Restart::Deterministic,
            Self::Always => Restart::Always,
            Self::Never => Restart::Never,
        }
    }
}
