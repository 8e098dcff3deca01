//! Limits towards clients.

use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

use serde::Deserialize;

use super::duration::duration;

/// Limits towards clients, the section `[server]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerConfig {
    /// The largest request body in bytes; 32 MiB, the largest any provider takes.
    pub max_body: NonZeroUsize,
    /// How long a connection may take to send a request's head, or stay idle between two; 75 s,
    /// longer than the pools of the common clients keep an idle connection.
    #[serde(deserialize_with = "duration")]
    pub head_timeout: Duration,
    /// How long a request's body may take to arrive; 60 s.
    #[serde(deserialize_with = "duration")]
    pub body_timeout: Duration,
    /// How long a client may stop reading its answer; 60 s.
    #[serde(deserialize_with = "duration")]
    pub write_timeout: Duration,
    /// How long a whole request may take unless the caller asks for less; 10 min, what the official
    /// clients wait.
    #[serde(deserialize_with = "duration")]
    pub deadline: Duration,
    /// Attempts for one request over all targets; 8.
    pub max_attempts: NonZeroU32,
    /// Silence after which a stream gets a keep-alive comment; 15 s.
    #[serde(deserialize_with = "duration")]
    pub keep_alive: Duration,
    /// How long new requests are still taken after SIGTERM, while `/readyz` already says no; 1 s, for
    /// load balancers to notice.
    #[serde(deserialize_with = "duration")]
    pub drain_delay: Duration,
    /// How long streams may go on after the signal to stop; 30 s.
    #[serde(deserialize_with = "duration")]
    pub shutdown_grace: Duration,
    /// Connections at the same time; 10,000.
    pub max_connections: NonZeroUsize,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            max_body: at_least_one(32 * 1024 * 1024),
            head_timeout: Duration::from_secs(75),
            body_timeout: Duration::from_secs(60),
            write_timeout: Duration::from_secs(60),
            deadline: Duration::from_secs(600),
            max_attempts: NonZeroU32::MIN.saturating_add(7),
            keep_alive: Duration::from_secs(15),
            drain_delay: Duration::from_secs(1),
            shutdown_grace: Duration::from_secs(30),
            max_connections: at_least_one(10_000),
        }
    }
}

fn at_least_one(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).unwrap_or(NonZeroUsize::MIN)
}
