//! What an error says about the level, and about what may follow it.

use std::time::{Duration, Instant};

use osier_core::{Error, ErrorKind, Reaction, Request};

use crate::Verdict;

/// A whole answer is shown when it is complete: a level that has had less time than this may well have been at it.
pub(crate) const FAIR: Duration = Duration::from_secs(60);
/// Whoever gives a level less time than this says nothing about it by running out of it.
const ANY: Duration = Duration::from_secs(10);

/// When the level was asked, and how long it has to show something, to be fair.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    at: Instant,
    fair: Duration,
}

impl Asked {
    /// Streams begin within seconds, or within a third of what they are given at most.
    pub(crate) fn new(at: Instant, request: &Request, patience: Duration) -> Self {
        Self { at, fair: if request.wants_stream() { patience / 3 } else { FAIR } }
    }

    /// What it says about the level that it has shown nothing by now.
    pub(crate) fn silence(self, now: Instant) -> Verdict {
        let waited = now.saturating_duration_since(self.at);
        if waited >= self.fair {
            Verdict::Failed
        } else if waited >= ANY {
            Verdict::Late
        } else {
            Verdict::Neutral
        }
    }
}

impl Verdict {
    /// What this error says about the level that was asked then.
    pub(crate) fn of(error: &Error, asked: Asked, now: Instant) -> Self {
        match (error.kind(), error.kind().reaction()) {
            // Callers can name models that no provider has ever heard of.
            (ErrorKind::ModelNotFound, _) => Self::Neutral,
            (ErrorKind::CircuitOpen | ErrorKind::AtCapacity | ErrorKind::Benched, _) => {
                Self::Unready
            }
            (ErrorKind::DeadlineExceeded, _) => asked.silence(now),
            (ErrorKind::Timeout, _) if is_left(error) => asked.silence(now),
            (
                _,
                Reaction::Retry
                | Reaction::Wait
                | Reaction::Failover
                | Reaction::Quota
                | Reaction::Auth,
            ) => Self::Failed,
            _ => Self::Neutral,
        }
    }
}

/// Whether it was left for its share of the deadline, and not for a limit of its own.
fn is_left(error: &Error) -> bool {
    error.limit() == Some(Error::SHARE_OF_DEADLINE)
}

/// Whether another level may be tried after this: not where the request or its caller is the reason.
pub(crate) fn may_step(error: &Error) -> bool {
    error.may_fail_over() || is_spent(error.kind())
}

/// Whether this is trouble of the providers, for which stored words may stand in. That a request is too
/// long, or asks for what a model cannot do, must be heard by its caller.
pub(crate) fn is_outage(error: &Error) -> bool {
    !matches!(error.kind().reaction(), Reaction::Context | Reaction::Param)
        && error.kind() != ErrorKind::ModelNotFound
}

/// Whether the level only asks for patience.
pub(crate) fn is_wait(error: &Error) -> bool {
    use ErrorKind::{AtCapacity, CircuitOpen, RateLimited};
    matches!(error.kind(), RateLimited | CircuitOpen | AtCapacity)
}

fn is_spent(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::DeadlineExceeded | ErrorKind::AttemptsExhausted)
}
