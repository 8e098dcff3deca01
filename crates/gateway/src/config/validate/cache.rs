//! What is wrong with the cache. Nothing is opened, and nobody is spoken to.

use osier::InvalidSetting;
use osier::cache::Outer;
use osier::cache_memory::MemoryStore;

use super::layers::made;
use super::{Wrong, wrong};
use crate::config::{CacheConfig, Config, OffOr, RouteConfig, Section};

pub(super) fn check(config: &Config) -> Result<(), Wrong> {
    if config.data_dir.as_ref().is_some_and(|folder| folder.as_os_str().is_empty()) {
        let message = "data_dir: expected a folder".to_owned();
        return Err(Wrong { span: 0..0, message, field: Some("data_dir") });
    }
    if let Some(cache) = config.cache.get() {
        check_stores(cache)?;
        let budget = cache.read_budget.map(Outer::check_read_budget).transpose();
        made("cache", cache.span(), budget)?;
        made("cache", cache.span(), cache.settings().check())?;
    }
    config.routes.iter().try_for_each(|route| check_route(config, route))
}

fn check_stores(cache: &Section<CacheConfig>) -> Result<(), Wrong> {
    if let Some(memory) = cache.memory.as_ref().and_then(OffOr::get) {
        let store = memory.max.map(|max| MemoryStore::try_new(max.0)).transpose();
        made("cache.memory", memory.span(), store.map_err(|wrong| as_max(&wrong)))?;
    }
    let disk = cache.disk.as_ref().and_then(OffOr::get);
    if let Some(disk) = disk {
        let settings = disk.settings(cache.settings().freshness_set().keep());
        made("cache.disk", disk.span(), settings.check().map_err(|wrong| as_max(&wrong)))?;
    }
    match (&cache.redis, disk) {
        (Some(_), Some(disk)) => {
            wrong(disk.span(), "cache.disk means nothing beside cache.redis: leave one of them out")
        }
        (Some(redis), None) => made("cache.redis", redis.span(), redis.settings().check()),
        (None, _) => Ok(()),
    }
}

fn check_route(config: &Config, route: &RouteConfig) -> Result<(), Wrong> {
    let Some(section) = route.cache.as_ref().and_then(OffOr::get) else { return Ok(()) };
    let Some(everywhere) = config.cache.get() else {
        return wrong(section.span(), "route.cache means nothing while `cache` is \"off\"");
    };
    made("route.cache", section.span(), section.on(everywhere.settings()).check())
}

/// What bounds a store goes by one name here.
fn as_max(setting: &InvalidSetting) -> InvalidSetting {
    InvalidSetting::new("max", setting.value().to_owned(), setting.allowed())
}
