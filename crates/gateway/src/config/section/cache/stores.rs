//! Where answers are stored.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;

use crate::config::Interpolated;
use crate::config::duration::optional;
use crate::config::size::Size;

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
    /// Where it is: `redis://` or `rediss://`, of a cluster one or several of its nodes.
    pub url: OneOrMore,
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
#[serde(untagged)]
pub enum OneOrMore {
    /// One.
    One(Spanned<Interpolated>),
    /// A list.
    More(Spanned<Vec<Interpolated>>),
}
