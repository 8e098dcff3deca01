//! The configuration: its shape, where it comes from, and what is wrong with it.

mod duration;
mod environment;
mod file;
mod problem;
mod section;
mod server;
mod target;
#[cfg(test)]
mod tests;
mod validate;
mod zero;

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;

pub use environment::Interpolated;
pub use file::load;
pub use problem::Problem;
pub use section::{
    AdmissionConfig, BreakerConfig, BudgetConfig, LimitConfig, OrOff, RatesConfig, RetryConfig,
    Section, ShareConfig, TenantConfig, TimeoutConfig,
};
pub use server::ServerConfig;
pub use target::{ProviderKind, SimulateConfig, TargetConfig};
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
    /// Who can answer.
    #[serde(default, rename = "target")]
    pub targets: Vec<TargetConfig>,
    /// Who answers to which name, in order.
    #[serde(default, rename = "route")]
    pub routes: Vec<RouteConfig>,
}

/// The name callers ask for, and who may answer, in order.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteConfig {
    /// A model name; `claude-*` stands for all names that begin so, and `*` for any name.
    pub model: Spanned<String>,
    /// Names of targets.
    pub targets: Spanned<Vec<Spanned<String>>>,
    /// How long one request may take over all its attempts; without it, the server's.
    #[serde(default, deserialize_with = "duration::optional")]
    pub deadline: Option<Duration>,
    /// Attempts for one request over all targets; without it, the server's.
    pub max_attempts: Option<NonZeroU32>,
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
}

impl RouteConfig {
    /// A route that stands in no file.
    #[must_use]
    pub fn new(model: &str, targets: Vec<String>) -> Self {
        let targets = targets.into_iter().map(spanned).collect();
        let (deadline, max_attempts) = (None, None);
        Self { model: spanned(model.to_owned()), targets: spanned(targets), deadline, max_attempts }
    }

    /// The names of its targets, in order.
    #[must_use]
    pub fn target_names(&self) -> Vec<String> {
        self.targets.get_ref().iter().map(|name| name.get_ref().clone()).collect()
    }
}

/// A value that stands in no file.
fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(0..0, value)
}

fn default_listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8080))
}
