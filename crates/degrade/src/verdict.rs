//! What an error says about the level, and about what may follow it.

use std::time::{Duration, Instant};

use osier_core::{Error, ErrorKind, Reaction, Request};

use crate::Verdict;

/// A level that has had less time to show anything is not to blame for it: streams begin within seconds, …
const FAIR_TO_STREAM: Duration = Duration::from_secs(10);
/// … and a whole answer is shown when it is complete.
pub(crate) const FAIR: Duration = Duration::from_secs(60);

/// How long a level has to show something, to be fair.
pub(crate) fn fair(request: &Request) -> Duration {
    if request.wants_stream() { FAIR_TO_STREAM } else { FAIR }
}

/// When the level was asked, and how long it has, to be fair.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) at: Instant,
    pub(crate) fair: Duration,
}

impl Asked {
    /// Whether it has had no fair time so far.
    pub(crate) fn is_hurried(self, now: Instant) -> bool {
        now.saturating_duration_since(self.at) < self.fair
    }
}

impl Verdict {
    /// What this error says about the level that was asked then.
    pub(crate) fn of(error: &Error, asked: Asked, now: Instant) -> Self {
        let is_hurried = asked.is_hurried(now);
        match (error.kind(), error.kind().reaction()) {
            // Callers can name models that no provider has ever heard of.
            (ErrorKind::ModelNotFound, _) => Self::Neutral,
            (ErrorKind::CircuitOpen | ErrorKind::AtCapacity | ErrorKind::Benched, _) => {
                Self::Unready
            }
            (ErrorKind::DeadlineExceeded, _) if !is_hurried => Self::Failed,
            (ErrorKind::Timeout, _) if is_hurried && is_left(error) => Self::Neutral,
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
    error.limit() == Some("share_of_deadline")
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

fn is_spent(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::DeadlineExceeded | ErrorKind::AttemptsExhausted)
}
