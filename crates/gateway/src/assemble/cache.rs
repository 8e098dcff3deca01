//! The cache of the gateway, and of each route.

mod stores;

use osier::cache::{Cache, RouteCache};
use osier::{Caching, InvalidSetting, SharedClock, SharedObserver};

use super::Failure;
use crate::config::{CacheConfig, Config, OffOr, RouteConfig};

/// The cache of all routes, unless it is off. A store that cannot be opened is done without.
pub(super) async fn of(
    config: &Config,
    clock: &SharedClock,
    observer: &SharedObserver,
) -> Result<Option<Cache>, Failure> {
    let Some(section) = config.cache.get() else { return Ok(None) };
    let caching = caching(section);
    let caching = stores::memory(section, caching).map_err(of_cache)?;
    let caching = stores::outer(section, config.data_dir.as_deref(), clock, caching).await;
    let cache = caching.map_err(of_cache)?.assemble(clock.clone(), Some(observer.clone()));
    Ok(Some(cache.map_err(of_cache)?))
}

fn caching(section: &CacheConfig) -> Caching {
    let caching = Caching::default().settings(section.settings());
    match section.read_budget {
        Some(budget) => caching.read_budget(budget),
        None => caching,
    }
}

/// The cache of one route. Where it has a ladder, stored answers are its cached level; else the cache itself stands
/// in where nobody answers.
pub(super) fn of_route(
    config: &Config,
    route: &RouteConfig,
    cache: Option<&Cache>,
) -> Result<Option<RouteCache>, Failure> {
    let (Some(section), Some(cache)) = (config.cache.get(), cache) else { return Ok(None) };
    let settings = match &route.cache {
        Some(OffOr::Off) => return Ok(None),
        Some(OffOr::Section(own)) => own.on(section.settings()),
        None => section.settings(),
    };
    let name = route.model.get_ref().as_str();
    let settings = settings.stale_on_error(route.ladder().is_none());
    let cache = cache.route(name, settings);
    let cache = cache.map_err(|wrong| format!("route `{name}`: cache: {wrong}"))?;
    Ok(Some(if is_simulated(config, route) {
        cache.scope(format!("simulated {name}"))
    } else {
        cache
    }))
}

/// What was simulated yesterday must not be taken for an answer today, when there is a key.
fn is_simulated(config: &Config, route: &RouteConfig) -> bool {
    config.targets_of(route).any(|target| target.simulate.is_some())
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn of_cache(wrong: InvalidSetting) -> Failure {
    format!("cache: {wrong}").into()
}
