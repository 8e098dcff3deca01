//! The configuration: its shape, where it comes from, and what is wrong with it.

mod declared;
mod duration;
mod environment;
mod file;
mod problem;
mod route;
mod section;
mod server;
mod size;
mod target;
#[cfg(test)]
mod tests;
mod tier;
mod validate;
mod webhook;
mod zero;

use std::net::SocketAddr;
use std::path::PathBuf;

use osier::Level;
use serde::Deserialize;
use toml::Spanned;

use crate::by_name::ByName;

pub use declared::{FeatureConfig, PrefillConfig, PriceConfig};
pub use environment::Interpolated;
pub use file::load;
pub use problem::Problem;
pub use route::{BalanceConfig, RefusalsConfig, RouteConfig, UnreadyConfig};
pub use section::{
    AdmissionConfig, BreakerConfig, BudgetConfig, CacheConfig, DegradeConfig, DiskConfig,
    FullConfig, HealthConfig, HedgeConfig, HoldBackConfig, LadderConfig, LevelConfig, LimitConfig,
    MemoryConfig, OffOr, OfferConfig, OrOff, ProbeConfig, RatesConfig, RedisConfig, RestartConfig,
    ResumeConfig, RetryConfig, RouteCacheConfig, Section, ShareCallsConfig, ShareConfig,
    TakesConfig, TenantConfig, TimeoutConfig, Urls, WeightsConfig,
};
pub use server::ServerConfig;
pub use size::Size;
pub use target::{ProviderKind, SimulateConfig, TargetConfig};
pub use tier::TierConfig;
pub use webhook::WebhookConfig;
pub use zero::{FoundOllama, from_environment, ollama_url, without_effect};

/// Everything the gateway is told. Defaults make an empty file valid except for its routes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where to listen; `127.0.0.1:8080`, so that nobody else reaches it unasked.
    #[serde(default = "default_listen")]
    pub listen: SocketAddr,
    /// Limits towards clients.
    #[serde(default)]
    pub server: ServerConfig,
    /// What is done at once, and what is shed beyond that.
    #[serde(default)]
    pub admission: Section<AdmissionConfig>,
    /// What tenants may use.
    #[serde(default)]
    pub rates: Section<RatesConfig>,
    /// What bounds the retries on all targets together.
    #[serde(default)]
    pub retry_budget: Section<BudgetConfig>,
    /// How the health of targets is judged.
    #[serde(default)]
    pub health: Section<HealthConfig>,
    /// When the standing level of a route moves.
    #[serde(default)]
    pub degrade: Section<DegradeConfig>,
    /// Stored answers; `"off"` for no cache at all.
    #[serde(default)]
    pub cache: OffOr<CacheConfig>,
    /// Where this process keeps its files; without it, nothing is kept on disk.
    pub data_dir: Option<PathBuf>,
    /// Where alerts go.
    #[serde(default, rename = "webhook")]
    pub webhooks: Vec<WebhookConfig>,
    /// Who can answer.
    #[serde(default, rename = "target")]
    pub targets: Vec<TargetConfig>,
    /// Who answers to which name, in order.
    #[serde(default, rename = "route")]
    pub routes: Vec<RouteConfig>,
}

impl Config {
    /// These targets, in this order, behind one route for any model.
    #[must_use]
    pub fn any_model(targets: Vec<TargetConfig>) -> Self {
        let mut config = Self {
            listen: default_listen(),
            server: ServerConfig::default(),
            admission: Section::default(),
            rates: Section::default(),
            retry_budget: Section::default(),
            health: Section::default(),
            degrade: Section::default(),
            cache: OffOr::default(),
            data_dir: None,
            webhooks: Vec::new(),
            targets,
            routes: Vec::new(),
        };
        config.routes.push(RouteConfig::new("*", config.target_names()));
        config
    }

    /// The names of all targets, in order.
    #[must_use]
    pub fn target_names(&self) -> Vec<String> {
        self.targets.iter().map(|target| target.name.get_ref().clone()).collect()
    }

    /// The target of this name.
    #[must_use]
    pub fn target(&self, name: &str) -> Option<&TargetConfig> {
        self.targets.iter().find(|target| target.name.get_ref() == name)
    }

    /// The targets of this route, in its order.
    pub fn targets_of(&self, route: &RouteConfig) -> impl Iterator<Item = &TargetConfig> {
        let names = route.target_names().into_iter();
        names.filter_map(|name| self.target(&name))
    }

    /// The route that answers to this name.
    #[must_use]
    pub fn route(&self, model: &str) -> Option<&RouteConfig> {
        let by_name: ByName<&RouteConfig> =
            self.routes.iter().map(|route| (route.model.get_ref().as_str(), route)).collect();
        by_name.find(model).copied()
    }

    /// The route whose targets are asked at this level of this route: itself, unless the level or one above it
    /// names another.
    #[must_use]
    pub fn route_at<'a>(&'a self, level: Level, route: &'a RouteConfig) -> &'a RouteConfig {
        let model = route.ladder().and_then(|ladder| ladder.model(level));
        model.and_then(|model| self.route(model.get_ref())).unwrap_or(route)
    }
}

/// A value that stands in no file.
fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(0..0, value)
}

fn default_listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8080))
}
