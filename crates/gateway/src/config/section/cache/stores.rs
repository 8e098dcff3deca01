//! Where answers are stored.

use std::path::PathBuf;
use std::time::Duration;

use osier::cache_memory::MemoryStore;
use osier::cache_redis::RedisSettings;
use osier::cache_sled::SledSettings;
use osier::{InvalidSetting, Secret};
use serde::Deserialize;
use toml::Spanned;

use super::CacheConfig;
use crate::config::Interpolated;
use crate::config::duration::optional;
use crate::config::section::{OffOr, set};
use crate::config::size::Size;

/// A minute: what a disk keeps at the least.
const LEAST_KEPT: Duration = Duration::from_secs(60);
/// 30 days: what it keeps at the most.
const MOST_KEPT: Duration = Duration::from_secs(30 * 86_400);

/// What is stored in this process, the section `[cache.memory]`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MemoryConfig {
    /// How much at most; 64 MiB.
    pub max: Option<Size>,
}

/// What is stored on disk, the section `[cache.disk]`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DiskConfig {
    /// How much at most; 1 GiB.
    pub max: Option<Size>,
}

/// What is stored in Redis, or in Valkey, the section `[cache.redis]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedisConfig {
    /// Where it is: `redis://` or `rediss://`; of a cluster, one of its nodes or a list of them.
    pub url: Urls,
    /// The user of an access list, if it does not stand in the URL.
    pub username: Option<Interpolated>,
    /// The password, if it does not stand in the URL; `${NAME}` takes it from the environment.
    pub password: Option<Interpolated>,
    /// Whether it is a cluster; several URLs are one.
    pub cluster: Option<bool>,
    /// What all keys begin with; `osier`.
    pub prefix: Option<Spanned<String>>,
    /// A file with the certificates to trust, in place of the system's.
    pub ca_file: Option<PathBuf>,
    /// How long a connection may take to be made; 1 s.
    #[serde(default, deserialize_with = "optional")]
    pub connect_timeout: Option<Duration>,
    /// How long an answer may take; 500 ms.
    #[serde(default, deserialize_with = "optional")]
    pub response_timeout: Option<Duration>,
}

/// One URL, or a list of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "expected a URL, or a list of URLs")]
pub enum Urls {
    /// One.
    One(Interpolated),
    /// A list.
    List(Vec<Interpolated>),
}

impl CacheConfig {
    /// What is stored in this process; `None` if nothing is.
    #[must_use]
    pub fn memory(&self) -> Option<Result<MemoryStore, InvalidSetting>> {
        let max = match &self.memory {
            Some(OffOr::Off) => return None,
            Some(OffOr::Section(memory)) => memory.max,
            None => None,
        };
        Some(max.map_or_else(|| Ok(MemoryStore::default()), |max| MemoryStore::try_new(max.0)))
    }
}

impl DiskConfig {
    /// The settings it means, for answers that are kept for this long.
    #[must_use]
    pub fn settings(self, keep: Duration) -> SledSettings {
        let settings = SledSettings::default().keep(keep.clamp(LEAST_KEPT, MOST_KEPT));
        set(settings, self.max.map(|max| max.0), SledSettings::cap)
    }
}

impl RedisConfig {
    /// Whether it is a cluster.
    #[must_use]
    pub fn is_cluster(&self) -> bool {
        self.cluster.unwrap_or(matches!(&self.url, Urls::List(urls) if urls.len() > 1))
    }

    /// Where its nodes are, host and port, without what may be secret.
    #[must_use]
    pub fn places(&self) -> Vec<&str> {
        self.url.list().into_iter().map(place).collect()
    }

    /// Those of them that are on other machines, and spoken to in clear text.
    #[must_use]
    pub fn overheard(&self) -> Vec<&str> {
        let urls = self.url.list().into_iter();
        let plain = urls.filter(|url| !url.starts_with("rediss:") && !url.starts_with("valkeys:"));
        plain.map(place).filter(|place| !is_this_machine(place)).collect()
    }

    /// The settings it means.
    #[must_use]
    pub fn settings(&self) -> RedisSettings {
        let urls = self.url.list();
        let (first, rest) =
            urls.split_first().map_or(("", &[][..]), |(first, rest)| (*first, rest));
        let settings = RedisSettings::new(first);
        let settings = rest.iter().fold(settings, |settings, url| settings.node(*url));
        let settings = set(settings, self.cluster, RedisSettings::cluster);
        let prefix = self.prefix.as_ref().map(|prefix| prefix.get_ref().as_str());
        let settings = set(settings, prefix, RedisSettings::prefix);
        let settings = set(settings, self.ca_file.as_ref(), RedisSettings::ca_file);
        let settings = set(settings, self.connect_timeout, RedisSettings::connect_timeout);
        let settings = set(settings, self.response_timeout, RedisSettings::response_timeout);
        self.credentials(settings)
    }

    fn credentials(&self, settings: RedisSettings) -> RedisSettings {
        let username = self.username.as_ref().map(Interpolated::as_str);
        let settings = set(settings, username, RedisSettings::username);
        let password = self.password.as_ref().map(|password| Secret::from(password.as_str()));
        set(settings, password, RedisSettings::password)
    }
}

impl Urls {
    fn list(&self) -> Vec<&str> {
        match self {
            Self::One(url) => vec![url.as_str()],
            Self::List(urls) => urls.iter().map(Interpolated::as_str).collect(),
        }
    }
}

/// The host and the port of a URL. A password that is not encoded may hold anything, also an `@`.
fn place(url: &str) -> &str {
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    let place = url.rsplit_once('@').map_or(url, |(_, place)| place);
    place.split('/').next().unwrap_or_default()
}

fn is_this_machine(place: &str) -> bool {
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(':');
    let named =
        ["localhost", "[::1]"].iter().any(|name| place.strip_prefix(name).is_some_and(ends));
    let host = place.split(':').next().unwrap_or_default();
    named || host.parse().is_ok_and(|ip: std::net::Ipv4Addr| ip.is_loopback())
}
