//! What the cache of a route means, in words.

use std::time::Duration;

use osier::cache::Freshness;

use crate::command::serve::DATA_DIR;
use crate::config::{CacheConfig, Config, OffOr, RouteCacheConfig, RouteConfig, Size};
use crate::config::{ShareCallsConfig, TakesConfig};

/// What a disk keeps where nothing else is said.
const DISK: Size = Size(1 << 30);

/// Whose requests are answered with what is stored, for how long that is good, and where it lies.
pub(super) fn described(config: &Config, route: &RouteConfig) -> String {
    let Some(meant) = Meant::of(config, route) else { return "    cache: off\n".to_owned() };
    let Freshness { fresh, stale_while_revalidate, stale_if_error } = meant.freshness;
    let [fresh, stale, kept] =
        [fresh, stale_while_revalidate, stale_if_error].map(humantime::format_duration);
    let (who, stores) = (meant.who(), stores(config, meant.section));
    format!("    cache: {who}; fresh {fresh}, stale {stale}, kept {kept}; {stores}\n")
}

/// The cache of one route, as its own section and that of all routes say together.
pub(super) struct Meant<'a> {
    pub(super) section: &'a CacheConfig,
    pub(super) freshness: Freshness,
    pub(super) takes: TakesConfig,
    share: ShareCallsConfig,
    tools: bool,
}

impl<'a> Meant<'a> {
    /// `None` if it is off.
    pub(super) fn of(config: &'a Config, route: &RouteConfig) -> Option<Self> {
        let section = config.cache.get()?;
        let own = match &route.cache {
            Some(OffOr::Off) => return None,
            Some(OffOr::Section(own)) => **own,
            None => RouteCacheConfig::default(),
        };
        Some(Self {
            section,
            freshness: own.on(section.settings()).freshness_set(),
            takes: own.takes.or(section.takes).unwrap_or(TakesConfig::Deterministic),
            share: own.share.or(section.share).unwrap_or(ShareCallsConfig::All),
            tools: own.tools.or(section.tools).unwrap_or(false),
        })
    }

    /// How old an answer may be that stands in where nobody answers.
    pub(super) fn oldest(&self) -> Duration {
        let Freshness { fresh, stale_while_revalidate, stale_if_error } = self.freshness;
        fresh.saturating_add(stale_while_revalidate).max(stale_if_error)
    }

    fn who(&self) -> String {
        let takes = match self.takes {
            TakesConfig::Nothing => "who asks for it from store",
            TakesConfig::Deterministic => "deterministic requests from store",
            TakesConfig::All => "all requests from store",
        };
        let share = match self.share {
            ShareCallsConfig::Nothing => Some("no call is shared"),
            ShareCallsConfig::Deterministic => Some("deterministic requests share calls"),
            ShareCallsConfig::All => None,
        };
        let tools = self.tools.then_some("calls of tools too");
        let told = [Some(takes), tools, share];
        told.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// The stores, the nearest first.
fn stores(config: &Config, section: &CacheConfig) -> String {
    let memory = section.memory().and_then(Result::ok);
    let memory = memory.map(|store| format!("memory {}", Size(store.bytes())));
    let far = if let Some(redis) = &section.redis {
        let kind = if redis.is_cluster() { "redis cluster" } else { "redis" };
        Some(format!("{kind} at {}", redis.places().join(", ")))
    } else {
        disk(config, section)
    };
    let told: Vec<String> = memory.into_iter().chain(far).collect();
    if told.is_empty() { "no store".to_owned() } else { told.join(", ") }
}

fn disk(config: &Config, section: &CacheConfig) -> Option<String> {
    let max = match &section.disk {
        Some(OffOr::Off) => return None,
        Some(OffOr::Section(disk)) => disk.max,
        None => None,
    };
    let place = match &config.data_dir {
        Some(place) => place.display().to_string(),
        None => format!("./{DATA_DIR}"),
    };
    Some(format!("disk {} in {place}", max.unwrap_or(DISK)))
}

#[cfg(test)]
mod tests {
    use osier::cache_sled::SledSettings;

    use super::*;

    fn described(everywhere: &str, route: &str) -> String {
        let text = format!(
            "{everywhere}\n[[target]]\nname = \"a\"\nprovider = \"ollama\"\n\
             [[route]]\nmodel = \"x\"\ntargets = [\"a\"]\n{route}\n"
        );
        let config: Config = toml::from_str(&text).expect("valid");
        super::described(&config, &config.routes[0])
    }

    #[test]
    fn the_cache_of_a_route_is_told_in_one_line() {
        let table = [
            (
                "",
                "",
                "deterministic requests from store; fresh 5m, stale 5m, kept 1day; \
                 memory 64 MiB, disk 1 GiB in ./osier-data",
            ),
            ("cache = \"off\"", "", "off"),
            ("", "cache = \"off\"", "off"),
            (
                "data_dir = \"/var/lib/osier\"\ncache.takes = \"nothing\"\ncache.disk.max = \"20 GiB\"",
                "cache.fresh = \"1h\"\ncache.tools = true",
                "who asks for it from store, calls of tools too; fresh 1h, stale 5m, kept 1day; \
                 memory 64 MiB, disk 20 GiB in /var/lib/osier",
            ),
            (
                "[cache]\nshare = \"nothing\"\nmemory.max = \"1500 KiB\"\ndisk = \"off\"",
                "cache.takes = \"all\"",
                "all requests from store, no call is shared; fresh 5m, stale 5m, kept 1day; \
                 memory 1500 KiB",
            ),
            (
                "[cache]\nmemory = \"off\"\ndisk = \"off\"",
                "cache.share = \"deterministic\"\ncache.fresh = \"0s\"",
                "deterministic requests from store, deterministic requests share calls; \
                 fresh 0s, stale 5m, kept 1day; no store",
            ),
            (
                "[cache.redis]\nurl = \"rediss://user:s3cret@cache.internal:6380/2\"",
                "",
                "deterministic requests from store; fresh 5m, stale 5m, kept 1day; \
                 memory 64 MiB, redis at cache.internal:6380",
            ),
            (
                "[cache.redis]\nurl = [\"redis://one:1\", \"redis://two:2\"]",
                "",
                "deterministic requests from store; fresh 5m, stale 5m, kept 1day; \
                 memory 64 MiB, redis cluster at one:1, two:2",
            ),
        ];
        for (everywhere, route, expected) in table {
            let expected = format!("    cache: {expected}\n");
            assert_eq!(described(everywhere, route), expected, "{everywhere} {route}");
        }
    }

    #[test]
    fn the_disk_keeps_what_it_is_told_to_keep() {
        assert_eq!(SledSettings::default(), SledSettings::default().cap(DISK.0));
    }
}
