//! What is known of an answer as soon as its head is.

use osier_core::{Completion, Delivery, Error, ErrorKind, Head};

/// What is known of an answer as soon as its head is.
#[derive(Clone)]
pub(super) enum Answer {
    Whole(Head, Completion),
    Stream(Head),
}

impl Answer {
    /// The error of those who wait for the rest of this answer, or for its beginning, when the task that
    /// made the call is gone: in a panic, or with its runtime. What it had sent may still be worked on.
    pub(super) fn lost(so_far: Option<&Self>) -> Error {
        let error = match so_far {
            Some(_) => Error::new(ErrorKind::Cut),
            None => Error::new(ErrorKind::Internal).with_delivery(Delivery::MaybeSent),
        };
        error.with_note("the call that was to answer all who asked the same was lost")
    }
}
