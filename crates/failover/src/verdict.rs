//! Many errors, one verdict.

use std::time::Duration;

use osier_core::{Attempts, Error, ErrorKind, Reaction};

/// The errors of one request's attempts, on the way to the one its caller gets.
#[derive(Default)]
pub(crate) struct Verdict {
    errors: Vec<Error>,
}

impl Verdict {
    pub(crate) fn add(&mut self, error: Error) {
        self.errors.push(error);
    }

    pub(crate) fn last(&self) -> Option<&Error> {
        self.errors.last()
    }

    /// The error that helps the caller most, with every attempt and the soonest time at which
    /// trying again makes sense.
    pub(crate) fn into_error(self, attempts: Attempts) -> Error {
        let wait = self.soonest_wait();
        let worst = self.errors.into_iter().reduce(|best, error| {
            if weight(error.kind()) >= weight(best.kind()) { error } else { best }
        });
        let error = worst.unwrap_or_else(|| Error::new(ErrorKind::AttemptsExhausted));
        match wait.filter(|_| error.retry_after().is_some() || is_transient(error.kind())) {
            Some(wait) => error.with_retry_after(wait),
            None => error,
        }
        .with_attempts(attempts)
    }

    fn soonest_wait(&self) -> Option<Duration> {
        self.errors.iter().filter_map(Error::retry_after).min()
    }
}

fn is_transient(kind: ErrorKind) -> bool {
    matches!(kind.reaction(), Reaction::Retry | Reaction::Wait)
        || matches!(kind, ErrorKind::Overloaded)
}

/// What ends the request outright weighs most; then what time heals, because trying again later may
/// help; then what the caller can change; last what only the operator can change.
fn weight(kind: ErrorKind) -> u8 {
    match kind.reaction() {
        Reaction::Fatal | Reaction::Policy | Reaction::Client => 3,
        _ if is_transient(kind) => 2,
        Reaction::Context | Reaction::Param => 1,
        _ => 0,
    }
}
