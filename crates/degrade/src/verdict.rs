//! What an error says about the level, and about what may follow it.

use std::time::Duration;

use osier_core::{Context, Error, ErrorKind, Reaction};

use crate::Verdict;

/// Whoever gives a level less time than this says nothing about it by running out of it.
const FAIR: Duration = Duration::from_secs(10);

impl Verdict {
    /// What this error says about the level that it came from.
    pub(crate) fn of(error: &Error, context: &Context) -> Self {
        match (error.kind(), error.kind().reaction()) {
            // Callers can name models that no provider has ever heard of.
            (ErrorKind::ModelNotFound, _) => Self::Neutral,
            (ErrorKind::CircuitOpen | ErrorKind::AtCapacity | ErrorKind::Benched, _) => {
                Self::Unready
            }
            (ErrorKind::DeadlineExceeded, _) if had_time(context) => Self::Failed,
            (ErrorKind::Timeout, _) if is_hurried(error, context) => Self::Neutral,
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

/// Whether it was left for its share of a deadline that was no fair one.
fn is_hurried(error: &Error, context: &Context) -> bool {
    error.limit() == Some("share_of_deadline") && !had_time(context)
}

fn had_time(context: &Context) -> bool {
    context.clock().now().saturating_duration_since(context.started()) >= FAIR
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
