//! `[route.hold_back]`.

use std::time::Duration;

use osier::failover::HoldBack;
use serde::Deserialize;

use crate::config::duration::optional;

/// Most early deaths come within the first few tokens.
const TOKENS: u32 = 8;
/// Whoever reads along hardly notices so much.
const TIME: Duration = Duration::from_millis(500);

/// How much of every stream is kept back at first, the section `[route.hold_back]`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HoldBackConfig {
    /// Up to so many pieces of content; 8.
    pub tokens: Option<u32>,
    /// Up to so long after the first of them; 500 ms.
    #[serde(deserialize_with = "optional")]
    pub time: Option<Duration>,
}

impl HoldBackConfig {
    /// The settings it means.
    #[must_use]
    pub fn settings(&self) -> HoldBack {
        HoldBack::new(self.tokens(), self.time())
    }

    /// Pieces of content, set or not.
    #[must_use]
    pub fn tokens(&self) -> u32 {
        self.tokens.unwrap_or(TOKENS)
    }

    /// The time, set or not.
    #[must_use]
    pub fn time(&self) -> Duration {
        self.time.unwrap_or(TIME)
    }
}
