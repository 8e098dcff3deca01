//! What is told when the state changes.

use std::time::{Duration, Instant};

use crate::State;

/// The breaker went from one state to another, and has done so already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transition {
    /// The state it left.
    pub from: State,
    /// The state it is in now. The same as `from` if it merely began anew.
    pub to: State,
    /// Why.
    pub cause: Cause,
    /// When.
    pub at: Instant,
    /// How long calls will be rejected, if they will be and that is known.
    pub open_for: Option<Duration>,
}

/// Why the state changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// Too many failures in a row.
    ConsecutiveFailures,
    /// Too great a part of the calls failed.
    FailureRatio,
    /// Too great a part of the calls was slow.
    SlowRatio,
    /// Whoever is called asked to be left alone. This is not a trip.
    Throttled,
    /// The time it asked for is over.
    Cooled,
    /// The open time is over; the next call is a probe.
    OpenElapsed,
    /// A health check succeeded before the open time was over.
    HealthCheck,
    /// A probe failed.
    ProbeFailed,
    /// A probe was not heard of for the whole of its lease.
    ProbeExpired,
    /// Enough probes succeeded.
    ProbesSucceeded,
    /// Somebody changed the mode.
    Mode,
    /// Somebody reset it.
    Reset,
}

impl Cause {
    /// A stable, lower-case name for logs and metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ConsecutiveFailures => "consecutive_failures",
            Self::FailureRatio => "failure_ratio",
            Self::SlowRatio => "slow_ratio",
            Self::Throttled => "throttled",
            Self::Cooled => "cooled",
            Self::OpenElapsed => "open_elapsed",
            Self::HealthCheck => "health_check",
            Self::ProbeFailed => "probe_failed",
            Self::ProbeExpired => "probe_expired",
            Self::ProbesSucceeded => "probes_succeeded",
            Self::Mode => "mode",
            Self::Reset => "reset",
        }
    }
}
