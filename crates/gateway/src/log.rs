//! What happens, as log lines. Names, numbers and kinds; never content.

use osier::{Notice, Observer};

/// Writes every notice to the log.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Log;

impl Observer for Log {
    fn on_notice(&self, notice: &Notice<'_>) {
        match notice {
            Notice::AttemptStarted { request, target, number } => {
                tracing::debug!(request, target, number, "attempt started");
            }
            Notice::AttemptEnded { request, target, outcome, error, status, code, limit, took } => {
                let (outcome, error) = (outcome.name(), error.map(osier::ErrorKind::name));
                tracing::info!(
                    request,
                    target,
                    outcome,
                    error,
                    status,
                    code,
                    limit,
                    ?took,
                    "attempt ended"
                );
            }
            Notice::Retrying { request, target, number, error, status, wait } => {
                let error = error.name();
                tracing::info!(request, target, number, error, status, ?wait, "trying again");
            }
            Notice::LevelStepped { request, route, from, to, reason } => {
                let (from, to) = (from.name(), to.name());
                tracing::info!(request, route, from, to, reason, "level stepped");
            }
            Notice::Refused { request, tenant, priority, error, retry_after } => {
                let error = error.name();
                let priority = priority.name();
                tracing::warn!(request, tenant, priority, error, ?retry_after, "refused");
            }
            Notice::CacheUsed { request, route, status, age, store } => {
                let status = status.name();
                tracing::debug!(request, route, status, ?age, store, "cache used");
            }
            Notice::FailedOver { request, from, to, reason } => {
                tracing::warn!(request, from, to, reason = reason.name(), "failed over");
            }
            // Every request meets a closed door while the targets are down; why it closed was told.
            Notice::AllFailed { request, attempts: 0, error } => {
                tracing::info!(request, error = error.name(), "no target could be asked");
            }
            Notice::AllFailed { request, attempts, error } => {
                tracing::error!(request, attempts, error = error.name(), "all targets failed");
            }
            other => standing(other),
        }
    }
}

/// What concerns more than one request.
fn standing(notice: &Notice<'_>) {
    match notice {
        Notice::BreakerMoved { target, from, to, cause, lasting } => {
            tracing::warn!(target, from, to, cause, ?lasting, "circuit moved");
        }
        Notice::Benched { credential, target, reason } => {
            let reason = reason.name();
            tracing::error!(credential, target, reason, "credential benched");
        }
        Notice::Reinstated { credential, cause } => {
            tracing::warn!(credential, cause, "credential used again");
        }
        Notice::StatusMoved { target, from, to, reason } => {
            tracing::warn!(target, from, to, reason, "status moved");
        }
        Notice::LevelMoved { route, from, to, reason } => {
            let (from, to) = (from.name(), to.name());
            tracing::warn!(route, from, to, reason, "level moved");
        }
        Notice::StoreFailed { store, operation, error } => {
            tracing::warn!(store, operation, %error, "store failed");
        }
        Notice::WriteDropped { store, reason } => {
            tracing::debug!(store, reason, "answer not stored");
        }
        Notice::EntryDropped { store, reason } => {
            tracing::warn!(store, reason, "stored answer dropped");
        }
        Notice::AlertLost { alert, attempts, status, error } => {
            let error = error.map(osier::ErrorKind::name);
            tracing::error!(alert, attempts, status, error, "alert not delivered");
        }
        _ => {}
    }
}
