//! The trail: the attempts that failed, oldest first.

use osier_core::{Attempt, Attempts, Delivery, Error, ErrorKind};

/// The attempts that failed so far.
#[derive(Default)]
pub(crate) struct Trail(Attempts);

impl Trail {
    /// Adds an attempt that failed. A target that is a route itself brings the trail of its own
    /// attempts, which stands in place of the one line.
    pub(crate) fn add(&mut self, error: &Error, line: Attempt) {
        if error.attempts().is_empty() {
            self.push(line);
        } else {
            self.extend(error.attempts());
        }
    }

    pub(crate) fn extend(&mut self, attempts: &[Attempt]) {
        attempts.iter().cloned().for_each(|line| self.push(line));
    }

    /// A target that refuses again and again has one line for it, the last: a request that waits would
    /// otherwise gather hundreds.
    fn push(&mut self, line: Attempt) {
        if !line.was_made() {
            self.0.retain(|before| before.target != line.target || before.kind != line.kind);
        }
        self.0.push(line);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many attempts were made: a target whose gate refused was not asked.
    pub(crate) fn made(&self) -> usize {
        self.0.iter().filter(|line| line.was_made()).count()
    }

    /// All of them, and then those which the answering target itself had to make.
    pub(crate) fn followed_by(&self, inner: &[Attempt]) -> Attempts {
        [&self.0, inner].concat()
    }

    /// The error of a request whose deadline came between two attempts, or before the first.
    pub(crate) fn out_of_time(self) -> Error {
        let is_unsent = self.0.iter().all(|line| line.delivery == Delivery::NotSent);
        let delivery = if is_unsent { Delivery::NotSent } else { Delivery::MaybeSent };
        let error = Error::new(ErrorKind::DeadlineExceeded).with_delivery(delivery);
        error.with_attempts(self.into_attempts())
    }

    pub(crate) fn into_attempts(self) -> Attempts {
        self.0
    }
}
