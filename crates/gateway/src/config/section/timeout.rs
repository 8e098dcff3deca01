//! `[target.timeout]`.

use std::time::Duration;

use osier::timeout::Limits;
use serde::Deserialize;

use super::set;
use crate::config::duration::optional;

/// Time limits, the section `[target.timeout]`. What is left out has the default of the layer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TimeoutConfig {
    /// TCP and TLS; 5 s.
    #[serde(deserialize_with = "optional")]
    pub connect: Option<Duration>,
    /// Request sent to response headers, of streams; 30 s.
    #[serde(deserialize_with = "optional")]
    pub headers: Option<Duration>,
    /// To the first event of a stream; 60 s.
    #[serde(deserialize_with = "optional")]
    pub first_event: Option<Duration>,
    /// Between any bytes of a body, whole or streamed; 75 s.
    #[serde(deserialize_with = "optional")]
    pub byte_idle: Option<Duration>,
    /// Between events that carry content; 120 s.
    #[serde(deserialize_with = "optional")]
    pub progress_idle: Option<Duration>,
    /// The whole attempt; without it, the deadline of the request.
    #[serde(deserialize_with = "optional")]
    pub attempt: Option<Duration>,
}

impl TimeoutConfig {
    /// The limits it means.
    #[must_use]
    pub fn settings(&self) -> Limits {
        let limits = set(Limits::default(), self.connect, Limits::connect);
        let limits = set(limits, self.headers, Limits::headers);
        let limits = set(limits, self.first_event, Limits::first_event);
        let limits = set(limits, self.byte_idle, Limits::byte_idle);
        let limits = set(limits, self.progress_idle, Limits::progress_idle);
        set(limits, self.attempt, Limits::attempt)
    }
}
