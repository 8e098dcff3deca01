//! From a configuration to a gateway that can serve.

mod adapter;

use std::collections::HashMap;
use std::sync::Arc;

use osier::failover::{self, Failover};
use osier::http::{HttpClient, TokioClock};
use osier::timeout::Limits;
use osier::{Error, SharedProvider, Target};

use crate::config::{Config, TargetConfig, TimeoutConfig};
use crate::edge::{Gateway, TargetInfo};
use crate::log::Log;
use crate::routes::{Route, Routes};
use crate::server::Draining;
use crate::simulated::Simulators;

/// Why a gateway cannot be built: the target, and what is wrong with it.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A gateway that can serve, with what must outlive it.
#[derive(Debug)]
pub struct Assembled {
    /// The gateway.
    pub gateway: Arc<Gateway>,
    /// The simulated providers it talks to; dropping them stops them.
    pub simulators: Simulators,
}

/// Builds everything the configuration names; starts its simulated providers.
///
/// # Errors
///
/// The first target that cannot be built, by name.
pub async fn gateway(config: &Config) -> Result<Assembled, Failure> {
    let (targets, simulators) = targets(config).await?;
    let by_name: HashMap<&str, &TargetInfo> =
        targets.iter().map(|info| (&**info.target.name(), info)).collect();
    let routes = config.routes.iter().fold(Routes::default(), |routes, route| {
        let names = route.targets.get_ref().iter().map(toml::Spanned::get_ref);
        let targets = names.filter_map(|name| by_name.get(name.as_str()));
        let failover = targets.fold(Failover::new(route.model.get_ref().as_str()), |to, info| {
            to.target(info.target.clone())
        });
        let route_of = Route {
            provider: SharedProvider::new(failover),
            deadline: route.deadline.unwrap_or(config.server.deadline),
            max_attempts: route.max_attempts.unwrap_or(config.server.max_attempts),
        };
        routes.with(route.model.get_ref(), route_of)
    });
    let routes = showing_models(routes, &targets);
    let gateway = Gateway {
        routes,
        targets,
        limits: config.server.clone(),
        clock: TokioClock::shared(),
        observer: Arc::new(Log),
        draining: Draining::default(),
    };
    Ok(Assembled { gateway: Arc::new(gateway), simulators })
}

/// Patterns have no names of their own; the models behind them are what callers can ask for. Where
/// even those are unknown, any name will do.
fn showing_models(routes: Routes, targets: &[TargetInfo]) -> Routes {
    let models = targets.iter().filter_map(|info| info.target.model_name());
    let routes = models.fold(routes, Routes::showing);
    if routes.names().is_empty() { routes.showing("osier") } else { routes }
}

/// The targets alone, each with its layers.
pub(crate) async fn targets(config: &Config) -> Result<(Vec<TargetInfo>, Simulators), Failure> {
    let http = HttpClient::new()?;
    let mut simulators = Simulators::default();
    let mut targets = Vec::new();
    for target in &config.targets {
        let simulated = simulators.start(target).await?;
        let spec = adapter::target(target, simulated.as_deref())
            .map_err(|wrong| format!("target `{}`: {wrong}", target.name.get_ref()))?;
        let target = finish(spec, target, &http)?;
        targets.push(TargetInfo { target, simulated: simulated.is_some() });
    }
    Ok((targets, simulators))
}

fn finish(
    spec: Target,
    config: &TargetConfig,
    http: &HttpClient,
) -> Result<failover::Target, Error> {
    let mut spec = spec.limits(limits(&config.timeout));
    if let Some(model) = config.model_name() {
        spec = spec.model(model);
    }
    spec.assemble(http)
}

fn limits(config: &TimeoutConfig) -> Limits {
    let mut limits = Limits::default();
    if let Some(limit) = config.connect {
        limits = limits.connect(limit);
    }
    if let Some(limit) = config.headers {
        limits = limits.headers(limit);
    }
    if let Some(limit) = config.first_event {
        limits = limits.first_event(limit);
    }
    if let Some(limit) = config.byte_idle {
        limits = limits.byte_idle(limit);
    }
    if let Some(limit) = config.progress_idle {
        limits = limits.progress_idle(limit);
    }
    if let Some(limit) = config.attempt {
        limits = limits.attempt(limit);
    }
    limits
}
