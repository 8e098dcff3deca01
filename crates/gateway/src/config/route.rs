//! The name callers ask for, and who may answer.

mod choice;

use std::num::NonZeroU32;
use std::time::Duration;

use osier::failover::{ResumeSettings, Settings};
use serde::Deserialize;
use toml::Spanned;

pub use self::choice::{BalanceConfig, RefusalsConfig, UnreadyConfig};
use super::section::{
    HedgeConfig, HoldBackConfig, LadderConfig, OffOr, ResumeConfig, RouteCacheConfig, Section, set,
};
use super::tier::TierConfig;
use super::{duration, spanned};

/// The name callers ask for, and who may answer, in order: a section `[[route]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteConfig {
    /// A model name; `claude-*` stands for all names that begin so, and `*` for any name.
    pub model: Spanned<String>,
    /// Names of targets, in order; a list among them is balanced.
    pub targets: Spanned<Vec<TierConfig>>,
    /// How long one request may take over all its attempts; without it, the server's.
    #[serde(default, deserialize_with = "duration::optional")]
    pub deadline: Option<Duration>,
    /// Attempts for one request over all targets; without it, the server's.
    pub max_attempts: Option<NonZeroU32>,
    /// How a target is chosen among those of one tier; power of two choices.
    pub balance: Option<BalanceConfig>,
    /// What to do while no target is ready; wait.
    pub unready: Option<UnreadyConfig>,
    /// How long one request waits for that in all; 5 s.
    #[serde(default, deserialize_with = "duration::optional_or_zero")]
    pub patience: Option<Duration>,
    /// When another target is asked beside one that is silent.
    pub hedge: Option<OffOr<HedgeConfig>>,
    /// How an answer that broke off is continued.
    pub resume: Option<OffOr<ResumeConfig>>,
    /// How much of every stream is kept back at first; nothing.
    pub hold_back: Option<OffOr<HoldBackConfig>>,
    /// What to do when a provider refuses the content; that is the answer.
    pub refusals: Option<RefusalsConfig>,
    /// What becomes of requests that cannot be answered as they are; they fail.
    pub degrade: Option<OffOr<LadderConfig>>,
    /// How the cache behaves on this route; as everywhere.
    pub cache: Option<OffOr<RouteCacheConfig>>,
}

impl RouteConfig {
    /// A route that stands in no file: these targets, one after the other.
    #[must_use]
    pub fn new(model: &str, targets: Vec<String>) -> Self {
        Self::tiers(model, targets.into_iter().map(|name| TierConfig::new([name])).collect())
    }

    /// A route that stands in no file: these tiers, one after the other.
    #[must_use]
    pub fn tiers(model: &str, tiers: Vec<TierConfig>) -> Self {
        Self {
            model: spanned(model.to_owned()),
            targets: spanned(tiers),
            deadline: None,
            max_attempts: None,
            balance: None,
            unready: None,
            patience: None,
            hedge: None,
            resume: None,
            hold_back: None,
            refusals: None,
            degrade: None,
            cache: None,
        }
    }

    /// The names of its targets, in order.
    #[must_use]
    pub fn target_names(&self) -> Vec<String> {
        let names = self.targets.get_ref().iter().flat_map(TierConfig::names);
        names.map(|name| name.get_ref().clone()).collect()
    }

    /// Its ladder, if it has one.
    #[must_use]
    pub fn ladder(&self) -> Option<&Section<LadderConfig>> {
        self.degrade.as_ref().and_then(OffOr::get)
    }

    /// How it behaves.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let settings = Settings::default();
        let settings = set(settings, self.balance.map(BalanceConfig::strategy), Settings::balance);
        let settings = set(settings, self.unready.map(UnreadyConfig::unready), Settings::unready);
        let settings = set(settings, self.patience, Settings::patience);
        let settings =
            set(settings, self.refusals.map(RefusalsConfig::refusals), Settings::refusals);
        self.hold_back_in(self.resume_in(self.hedge_in(settings)))
    }

    fn hedge_in(&self, settings: Settings) -> Settings {
        match &self.hedge {
            None => settings,
            Some(OffOr::Off) => settings.without_hedge(),
            Some(OffOr::Section(hedge)) => settings.hedge(hedge.settings()),
        }
    }

    fn resume_in(&self, settings: Settings) -> Settings {
        match &self.resume {
            None => settings,
            Some(OffOr::Off) => settings.resume(ResumeSettings::off()),
            Some(OffOr::Section(resume)) => settings.resume(resume.settings()),
        }
    }

    fn hold_back_in(&self, settings: Settings) -> Settings {
        let held = self.hold_back.as_ref().and_then(OffOr::get).map(|held| held.settings());
        set(settings, held, Settings::hold_back)
    }
}
