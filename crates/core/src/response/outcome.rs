//! How an answer ended, and whom that concerns.

use crate::Error;
use crate::error::{ErrorKind, Reaction};

/// How a body ended.
#[derive(Clone, Copy, Debug)]
pub enum End<'a> {
    /// Normally.
    Complete,
    /// With this error.
    Failed(&'a Error),
    /// Its holder let go of it before its end.
    Dropped,
}

/// What an end says about the target that answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It works.
    Success,
    /// It does not: connect, TLS, time limit, 5xx, overload, cut, malformed.
    Failure,
    /// It works, and asks for patience.
    Throttled,
    /// It works too slowly.
    Slow,
    /// Nothing: the request, the credential or the caller is the reason.
    Neutral,
}

impl Outcome {
    /// The outcome of an end.
    #[must_use]
    pub fn of(end: End<'_>) -> Self {
        match end {
            End::Complete => Self::Success,
            End::Failed(error) => Self::of_error(error),
            End::Dropped => Self::Neutral,
        }
    }

    /// The outcome of an error.
    #[must_use]
    pub fn of_error(error: &Error) -> Self {
        match (error.kind(), error.kind().reaction()) {
            (ErrorKind::ModelNotFound, _) => Self::Neutral,
            (kind, _) if kind.is_local_refusal() => Self::Neutral,
            (_, Reaction::Retry | Reaction::Failover) => Self::Failure,
            (_, Reaction::Wait) => Self::Throttled,
            _ => Self::Neutral,
        }
    }

    /// A stable, lower-case name for logs and metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Throttled => "throttled",
            Self::Slow => "slow",
            Self::Neutral => "neutral",
        }
    }
}
