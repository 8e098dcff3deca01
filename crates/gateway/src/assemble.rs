//! From a configuration to a gateway that can serve.

mod adapter;
mod cache;
mod health;
mod ladder;
mod layers;
mod place;

use std::collections::HashMap;
use std::sync::Arc;

use osier::cache::Cache;
use osier::failover::Failover;
use osier::http::TokioClock;
use osier::{InvalidSetting, SharedObserver, SharedProvider, Stack};

pub(crate) use self::health::Health;
use self::ladder::Plain;
use crate::config::{Config, RouteConfig};
use crate::edge::{Gateway, LadderInfo, TargetInfo};
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
/// The first target or route that cannot be built, by name.
pub async fn gateway(config: &Config) -> Result<Assembled, Failure> {
    let Targets { targets, health, simulators } = targets(config).await?;
    let observer: SharedObserver = Arc::new(Log);
    let clock = TokioClock::shared();
    let cache = cache::of(config, &clock, &observer).await?;
    let around = Around { health: &health, observer: &observer, cache: cache.as_ref() };
    let (routes, ladders) = routes(config, &targets, &around)?;
    let gateway = Gateway {
        routes,
        ladders,
        targets,
        health,
        cache,
        limits: config.server.clone(),
        clock,
        observer,
        draining: Draining::default(),
    };
    Ok(Assembled { gateway: Arc::new(gateway), simulators })
}

/// What all routes have around them.
struct Around<'a> {
    health: &'a Health,
    observer: &'a SharedObserver,
    cache: Option<&'a Cache>,
}

fn routes(
    config: &Config,
    targets: &[TargetInfo],
    around: &Around<'_>,
) -> Result<(Routes, Vec<LadderInfo>), Failure> {
    let (rates, admission) = (layers::rates(config)?, layers::admission(config)?);
    let plain = plain(config, targets)?;
    let (mut routes, mut ladders) = (Routes::default(), Vec::new());
    for route in &config.routes {
        let name = route.model.get_ref().as_str();
        let Some(failover) = plain.get(name) else { continue };
        let cache = cache::of_route(config, route, around.cache)?;
        let hears = around.health.hears_of_moves(name, around.observer);
        let degrade = ladder::of(config, route, &plain, cache.as_ref(), hears)?;
        ladders.push(LadderInfo { model: name.into(), degrade: degrade.clone() });
        let inside = SharedProvider::new(Stack::new(degrade.clone(), failover.clone()));
        let cached = match &cache {
            Some(cache) => inside.layered(cache),
            None => inside,
        };
        let admitted = Stack::new(rates.clone(), Stack::new(admission.clone(), cached));
        let provider = SharedProvider::new(admitted);
        let deadline = route.deadline.unwrap_or(config.server.deadline);
        let max_attempts = route.max_attempts.unwrap_or(config.server.max_attempts);
        routes = routes.with(name, Route { provider, degrade, deadline, max_attempts });
    }
    Ok((showing_models(routes, targets), ladders))
}

/// Who answers on each route, without what stands around it.
fn plain<'a>(config: &'a Config, targets: &[TargetInfo]) -> Result<Plain<'a>, Failure> {
    let by_name: HashMap<&str, &TargetInfo> =
        targets.iter().map(|info| (&**info.target().name(), info)).collect();
    let named = config.routes.iter().map(|route| {
        let name = route.model.get_ref().as_str();
        Ok((name, SharedProvider::new(failover(route, &by_name)?)))
    });
    named.collect()
}

/// The tiers of a route. A target that stands in several routes is the same in all of them.
fn failover(
    route: &RouteConfig,
    by_name: &HashMap<&str, &TargetInfo>,
) -> Result<Failover, Failure> {
    let name = route.model.get_ref().as_str();
    let failover = Failover::try_new(name, route.settings())
        .map_err(|wrong| format!("route `{name}`: {wrong}"))?;
    Ok(route.targets.get_ref().iter().fold(failover, |failover, tier| {
        let found = tier.names().iter().filter_map(|name| by_name.get(name.get_ref().as_str()));
        failover.tier(found.map(|info| info.target().clone()))
    }))
}

/// Patterns have no names of their own; the models behind them are what callers can ask for. Where
/// even those are unknown, any name will do.
fn showing_models(routes: Routes, targets: &[TargetInfo]) -> Routes {
    let models = targets.iter().filter_map(|info| info.target().model_name());
    let routes = models.fold(routes, Routes::showing);
    if routes.names().is_empty() { routes.showing("osier") } else { routes }
}

/// The targets alone, each with its layers.
pub(crate) struct Targets {
    targets: Vec<TargetInfo>,
    health: Health,
    simulators: Simulators,
}

pub(crate) async fn targets(config: &Config) -> Result<Targets, Failure> {
    let surroundings = layers::surroundings(config)?;
    let mut simulators = Simulators::default();
    let mut targets = Vec::new();
    for target in &config.targets {
        let simulated = simulators.start(target).await?;
        let of_target =
            |wrong: InvalidSetting| format!("target `{}`: {wrong}", target.name.get_ref());
        let spec = adapter::target(target, simulated.as_deref()).map_err(of_target)?;
        let spec = spec.credential(health::credential(config, target));
        let assembled = layers::around(spec, target)?.assemble(&surroundings)?;
        let (provider, simulated) = (target.provider.name(), simulated.is_some());
        targets.push(TargetInfo { assembled, provider, simulated });
    }
    Ok(Targets { targets, health: Health::new(config, &surroundings)?, simulators })
}
