//! Many errors, one verdict.

use std::sync::Arc;
use std::time::{Duration, Instant};

use osier_core::{Attempts, Error, ErrorKind, Reaction};

/// The errors of one request's attempts, on the way to the one its caller gets.
#[derive(Default)]
pub(crate) struct Verdict {
    errors: Vec<Noted>,
}

struct Noted {
    target: Option<Arc<str>>,
    error: Error,
    at: Instant,
}

impl Verdict {
    pub(crate) fn add(&mut self, error: Error, now: Instant) {
        self.errors.push(Noted { target: None, error, at: now });
    }

    /// The same, of a target that may have refused before: its last word counts, since the time that it
    /// named then has passed.
    pub(crate) fn add_of(&mut self, target: Arc<str>, error: Error, now: Instant) {
        let is_outdated = |noted: &Noted| {
            noted.error.kind().is_local_refusal() && noted.target.as_ref() == Some(&target)
        };
        self.errors.retain(|noted| !is_outdated(noted));
        self.errors.push(Noted { target: Some(target), error, at: now });
    }

    /// Whether targets failed for reasons of their own, and none because of the request or its caller.
    /// That time or attempts ran out on the way is no such reason.
    pub(crate) fn blames_the_targets(&self) -> bool {
        let mut errors = self.errors.iter().map(|noted| &noted.error);
        errors.clone().any(Error::may_fail_over)
            && errors.all(|error| error.may_fail_over() || is_spent(error.kind()))
    }

    /// The error that helps the caller most, with every attempt and the soonest time, counted from
    /// `now`, at which trying again makes sense: as a provider named it, or else as the targets stand,
    /// of which the first is ready in `ready_in`.
    pub(crate) fn into_error(
        self,
        attempts: Attempts,
        now: Instant,
        ready_in: Option<Duration>,
    ) -> Error {
        let wait = self.soonest_wait(now).or(ready_in);
        let errors = self.errors.into_iter().map(|noted| noted.error);
        let worst =
            errors.reduce(|best, error| if weight(&error) >= weight(&best) { error } else { best });
        let error = worst.unwrap_or_else(|| Error::new(ErrorKind::AttemptsExhausted));
        match wait.filter(|_| error.retry_after().is_some() || is_transient(error.kind())) {
            Some(wait) => error.with_retry_after(wait),
            None => error,
        }
        .with_attempts(attempts)
    }

    /// A wait that was named a while ago is nearly over, or is.
    fn soonest_wait(&self, now: Instant) -> Option<Duration> {
        let left = |noted: &Noted| {
            let passed = now.saturating_duration_since(noted.at);
            noted.error.retry_after().map(|wait| wait.saturating_sub(passed))
        };
        let healing = self.errors.iter().filter(|noted| is_transient(noted.error.kind()));
        healing.filter_map(left).min()
    }
}

fn is_spent(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::DeadlineExceeded | ErrorKind::AttemptsExhausted)
}

fn is_transient(kind: ErrorKind) -> bool {
    matches!(kind.reaction(), Reaction::Retry | Reaction::Wait)
        || matches!(kind, ErrorKind::Overloaded)
        || (kind.is_local_refusal() && kind != ErrorKind::Benched)
}

/// What ends the request outright weighs most; then what time heals, because trying again later may
/// help, and of that rather what a provider said than that none was asked; then what the caller can
/// change; last what only the operator can change, benched credentials included, and that a route
/// inside this one had no attempt left, which says nothing of why.
fn weight(error: &Error) -> u8 {
    match error.kind().reaction() {
        _ if matches!(error.kind(), ErrorKind::AttemptsExhausted | ErrorKind::Benched) => 0,
        _ if !error.may_fail_over() => 4,
        _ if error.kind().is_local_refusal() => 2,
        _ if is_transient(error.kind()) => 3,
        Reaction::Context | Reaction::Param => 1,
        _ => 0,
    }
}
