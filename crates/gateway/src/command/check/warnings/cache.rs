//! What of a cache can be meant, but most often is not.

#[cfg(test)]
mod tests;

use humantime::format_duration;

use crate::command::check::cache::Meant;
use crate::config::{CacheConfig, Config, OffOr, RouteConfig, TakesConfig};

/// About where answers are stored.
pub(super) fn everywhere(config: &Config) -> Vec<String> {
    let Some(section) = config.cache.get() else { return Vec::new() };
    let overheard = section.redis.iter().flat_map(|redis| redis.overheard());
    let overheard = overheard.map(|place| {
        format!("cache.redis: answers and password go to {place} in clear text; write `rediss://`")
    });
    let told = no_store(section).then(|| {
        "cache: without memory, disk and redis nothing is stored: only calls are shared".to_owned()
    });
    overheard.chain(told).collect()
}

fn no_store(section: &CacheConfig) -> bool {
    let is_off = |disk| matches!(disk, Some(&OffOr::Off));
    let memory = matches!(section.memory, Some(OffOr::Off));
    memory && is_off(section.disk.as_ref()) && section.redis.is_none()
}

/// About how it behaves on this route.
pub(super) fn of(config: &Config, route: &RouteConfig) -> Vec<String> {
    let Some(meant) = Meant::of(config, route) else { return Vec::new() };
    if no_store(meant.section) {
        return Vec::new();
    }
    let told = [all_taken(&meant), nothing_to_fall_back_on(&meant, route), soon_gone(&meant)];
    told.into_iter().flatten().collect()
}

fn all_taken(meant: &Meant<'_>) -> Option<String> {
    let is_meant = meant.takes != TakesConfig::All || meant.freshness.fresh.is_zero();
    (!is_meant).then(|| {
        let fresh = format_duration(meant.freshness.fresh);
        format!("with `takes = \"all\"`, who asks the same within {fresh} to hear something else does not")
    })
}

fn nothing_to_fall_back_on(meant: &Meant<'_>, route: &RouteConfig) -> Option<String> {
    let is_empty = meant.freshness.stale_if_error.is_zero() && route.ladder().is_some();
    is_empty.then(|| {
        let given = meant.freshness.fresh.saturating_add(meant.freshness.stale_while_revalidate);
        let young = format_duration(given);
        format!("its level cached has only what is younger than {young}: `stale_if_error` is 0")
    })
}

/// Zero says that nothing is to be kept for outages.
fn soon_gone(meant: &Meant<'_>) -> Option<String> {
    let (fresh, kept) = (meant.freshness.fresh, meant.freshness.stale_if_error);
    (!kept.is_zero() && kept < fresh).then(|| {
        let [kept, fresh] = [kept, fresh].map(format_duration);
        format!(
            "`stale_if_error` of {kept} means nothing beside `fresh` of {fresh}, which is longer"
        )
    })
}
