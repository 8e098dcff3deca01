//! The attempts that failed, as they are told.

use osier_core::{Attempt, Attempts, Error, Response};

/// The attempts that failed so far, oldest first.
#[derive(Default)]
pub(super) struct Trail {
    lines: Attempts,
    attempts: u32,
}

impl Trail {
    /// Adds an attempt that failed. A target that is a route itself brings the trail of its own
    /// attempts, which stands in place of the one line.
    pub(super) fn add(&mut self, error: &Error, line: impl FnOnce() -> Attempt) {
        self.attempts += 1;
        match error.attempts() {
            [] => self.lines.push(line()),
            inner => self.lines.extend_from_slice(inner),
        }
    }

    /// How many attempts failed here; those of a route inside count as one.
    pub(super) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// How many of them may have been billed.
    pub(super) fn billed(&self) -> u32 {
        let billed = self.lines.iter().filter(|line| line.kind.may_be_billed(line.delivery));
        u32::try_from(billed.count()).unwrap_or(u32::MAX)
    }

    /// Gives the error the whole trail. One attempt alone is the outer layer's to tell.
    pub(super) fn give(self, error: Error) -> Error {
        if self.attempts > 1 { error.with_attempts(self.lines) } else { error }
    }

    /// Puts what failed here before what the answering target itself had to try.
    pub(super) fn precede(mut self, mut response: Response) -> Response {
        if !self.lines.is_empty() {
            self.lines.append(&mut response.head.attempts);
            response.head.attempts = self.lines;
        }
        response
    }
}
