//! The trail: the attempts that failed, oldest first.

use osier_core::{Attempt, Attempts, Error};

/// The attempts that failed so far.
#[derive(Default)]
pub(crate) struct Trail(Attempts);

impl Trail {
    /// Adds an attempt that failed. A target that is a route itself brings the trail of its own
    /// attempts, which stands in place of the one line.
    pub(crate) fn add(&mut self, error: &Error, line: Attempt) {
        if error.attempts().is_empty() {
            self.0.push(line);
        } else {
            self.extend(error.attempts());
        }
    }

    pub(crate) fn extend(&mut self, attempts: &[Attempt]) {
        self.0.extend_from_slice(attempts);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many attempts were made: a target whose gate refused was not asked.
    pub(crate) fn made(&self) -> usize {
        self.0.iter().filter(|line| !line.kind.is_local_refusal()).count()
    }

    /// All of them, and then those which the answering target itself had to make.
    pub(crate) fn followed_by(&self, inner: &[Attempt]) -> Attempts {
        [&self.0, inner].concat()
    }

    pub(crate) fn into_attempts(self) -> Attempts {
        self.0
    }
}
