//! `[cache]` and `[route.cache]`.

mod stores;

use std::time::Duration;

use osier::cache::{Freshness, Settings, Share, Takes};
use serde::Deserialize;

use super::{OffOr, Section, set};
use crate::config::duration::{optional, optional_or_zero};
use crate::config::size::Size;

pub use self::stores::{DiskConfig, MemoryConfig, RedisConfig, Urls};

/// Stored answers, the section `[cache]`: where they are, and how the cache behaves on every route.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CacheConfig {
    /// Whose requests are answered with what is stored and fresh, unasked; those that are deterministic.
    pub takes: Option<TakesConfig>,
    /// Whose requests share one call with others who ask the same at the same time; all.
    pub share: Option<ShareCallsConfig>,
    /// How long an answer is fresh; 5 min.
    #[serde(deserialize_with = "optional_or_zero")]
    pub fresh: Option<Duration>,
    /// How long after that it is given while a new one is fetched; 5 min.
    #[serde(deserialize_with = "optional_or_zero")]
    pub stale_while_revalidate: Option<Duration>,
    /// How long it is kept for the time when nobody answers; 24 h.
    #[serde(deserialize_with = "optional_or_zero")]
    pub stale_if_error: Option<Duration>,
    /// Whether answers that call tools are stored; no.
    pub tools: Option<bool>,
    /// The longest answer that is stored; 1 MiB.
    pub max_answer: Option<Size>,
    /// How long a request waits for what is stored outside of this process; 50 ms.
    #[serde(deserialize_with = "optional")]
    pub read_budget: Option<Duration>,
    /// What is stored in this process.
    pub memory: Option<OffOr<MemoryConfig>>,
    /// What is stored on disk, unless there is a Redis.
    pub disk: Option<OffOr<DiskConfig>>,
    /// What is stored in Redis, or in Valkey.
    pub redis: Option<Section<RedisConfig>>,
}

/// How the cache behaves on one route, a section `[route.cache]`. What is not set is as in `[cache]`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RouteCacheConfig {
    /// Whose requests are answered with what is stored and fresh, unasked.
    pub takes: Option<TakesConfig>,
    /// Whose requests share one call with others who ask the same at the same time.
    pub share: Option<ShareCallsConfig>,
    /// How long an answer is fresh.
    #[serde(deserialize_with = "optional_or_zero")]
    pub fresh: Option<Duration>,
    /// How long after that it is given while a new one is fetched.
    #[serde(deserialize_with = "optional_or_zero")]
    pub stale_while_revalidate: Option<Duration>,
    /// How long it is kept for the time when nobody answers.
    #[serde(deserialize_with = "optional_or_zero")]
    pub stale_if_error: Option<Duration>,
    /// Whether answers that call tools are stored.
    pub tools: Option<bool>,
    /// The longest answer that is stored.
    pub max_answer: Option<Size>,
}

/// Whose requests are answered with what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TakesConfig {
    /// Of those who ask for it.
    Nothing,
    /// Also of those who can expect the same answer twice.
    Deterministic,
    /// Of all.
    All,
}

/// Whose requests share one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShareCallsConfig {
    /// Nobody's.
    Nothing,
    /// Of those who can expect the same answer twice.
    Deterministic,
    /// Of all.
    All,
}

impl CacheConfig {
    /// How the cache behaves where a route says nothing else.
    pub fn settings(&self) -> Settings {
        self.everywhere().on(Settings::default())
    }

    fn everywhere(&self) -> RouteCacheConfig {
        RouteCacheConfig {
            takes: self.takes,
            share: self.share,
            fresh: self.fresh,
            stale_while_revalidate: self.stale_while_revalidate,
            stale_if_error: self.stale_if_error,
            tools: self.tools,
            max_answer: self.max_answer,
        }
    }
}

impl RouteCacheConfig {
    /// These settings, where it says nothing else.
    pub fn on(&self, settings: Settings) -> Settings {
        let freshness = self.freshness(settings.freshness_set());
        let settings = set(settings.freshness(freshness), self.takes(), Settings::takes);
        let settings = set(settings, self.share(), Settings::share);
        let settings = set(settings, self.tools, Settings::tools);
        let bytes = self.max_answer.map(|size| usize::try_from(size.0).unwrap_or(usize::MAX));
        set(settings, bytes, Settings::max_answer)
    }

    fn freshness(&self, usual: Freshness) -> Freshness {
        let freshness = set(usual, self.fresh, Freshness::fresh);
        let while_revalidate = self.stale_while_revalidate;
        let freshness = set(freshness, while_revalidate, Freshness::stale_while_revalidate);
        set(freshness, self.stale_if_error, Freshness::stale_if_error)
    }

    fn takes(&self) -> Option<Takes> {
        self.takes.map(|takes| match takes {
            TakesConfig::Nothing => Takes::Nothing,
            TakesConfig::Deterministic => Takes::Deterministic,
            TakesConfig::All => Takes::All,
        })
    }

    fn share(&self) -> Option<Share> {
        self.share.map(|share| match share {
            ShareCallsConfig::Nothing => Share::Nothing,
            ShareCallsConfig::Deterministic => Share::Deterministic,
            ShareCallsConfig::All => Share::All,
        })
    }
}
