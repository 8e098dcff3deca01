//! Why a call was not let through.

use std::error::Error;
use std::fmt;
use std::time::Duration;

/// A call was not let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rejection {
    /// Why.
    pub cause: RejectionCause,
    /// Not before this much time has passed. `None`: it cannot be known.
    pub retry_after: Option<Duration>,
}

/// Why a call was not let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RejectionCause {
    /// The breaker is open: too many calls failed.
    Open,
    /// The breaker is half-open, and all the probes it allows are under way.
    Probing,
    /// Whoever is called asked to be left alone.
    Cooling,
    /// Somebody opened the breaker by hand.
    ForcedOpen,
}

impl Rejection {
    pub(crate) fn now(cause: RejectionCause) -> Self {
        Self { cause, retry_after: None }
    }

    pub(crate) fn until(cause: RejectionCause, left: Duration) -> Self {
        Self { cause, retry_after: Some(left) }
    }
}

impl RejectionCause {
    /// A stable, lower-case name for logs and metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Probing => "probing",
            Self::Cooling => "cooling",
            Self::ForcedOpen => "forced_open",
        }
    }

    pub(crate) fn phrase(self) -> &'static str {
        match self {
            Self::Open => "the circuit is open after too many failures",
            Self::Probing => "the circuit is half-open and its probes are under way",
            Self::Cooling => "the target asked to be left alone",
            Self::ForcedOpen => "the circuit was opened by hand",
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.cause.phrase())?;
        match (self.retry_after, self.cause) {
            (Some(wait), _) => write!(f, "; try again in {:.3} s", wait.as_secs_f64()),
            (None, RejectionCause::ForcedOpen) => f.write_str("; release it to let calls through"),
            (None, _) => f.write_str("; try again shortly"),
        }
    }
}

impl Error for Rejection {}
