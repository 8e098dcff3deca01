//! What a route chooses, by name.

use osier::failover::{Refusals, Strategy, Unready};
use serde::Deserialize;

/// How a target is chosen among those of one tier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BalanceConfig {
    /// Two are drawn, and the better one is taken.
    #[default]
    PowerOfTwo,
    /// One after the other.
    RoundRobin,
    /// By chance, each as often as its weight says.
    Weighted,
    /// The one with the fewest tokens in flight for its weight.
    LeastBusy,
    /// The one that costs least.
    Cheapest,
}

/// What to do while no target is ready.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnreadyConfig {
    /// Wait for the soonest, as long as the patience allows.
    #[default]
    Wait,
    /// Ask the one that should be ready soonest.
    BestOfBad,
    /// Fail at once.
    Reject,
}

/// What to do when a provider refuses the content of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalsConfig {
    /// The refusal is the answer.
    #[default]
    Return,
    /// Another target is asked.
    RouteAround,
}

impl BalanceConfig {
    pub(crate) fn strategy(self) -> Strategy {
        match self {
            Self::PowerOfTwo => Strategy::PowerOfTwo,
            Self::RoundRobin => Strategy::RoundRobin,
            Self::Weighted => Strategy::Weighted,
            Self::LeastBusy => Strategy::LeastBusy,
            Self::Cheapest => Strategy::Cheapest,
        }
    }
}

impl UnreadyConfig {
    pub(super) fn unready(self) -> Unready {
        match self {
            Self::Wait => Unready::Wait,
            Self::BestOfBad => Unready::BestOfBad,
            Self::Reject => Unready::Reject,
        }
    }
}

impl RefusalsConfig {
    pub(super) fn refusals(self) -> Refusals {
        match self {
            Self::Return => Refusals::Return,
            Self::RouteAround => Refusals::RouteAround,
        }
    }
}
