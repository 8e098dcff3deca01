//! The trail: what was tried for a request, and how each attempt ended.

use std::sync::Arc;
use std::time::Duration;

use super::{Delivery, Error, ErrorKind};

/// One failed attempt, as it is shown to callers and in logs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// The target that was tried.
    pub target: Arc<str>,
    /// Why it failed.
    pub kind: ErrorKind,
    /// The provider's status, if it answered.
    pub status: Option<u16>,
    /// The provider's own error code, if it gave one.
    pub code: Option<Arc<str>>,
    /// Whether the provider may have begun to work.
    pub delivery: Delivery,
    /// From the start of the request to the start of this attempt.
    pub started: Duration,
    /// From the start of the attempt to its end.
    pub took: Duration,
}

/// Failed attempts, oldest first.
pub type Attempts = Vec<Attempt>;

impl Attempt {
    /// The record of `error` having ended an attempt on `target`.
    #[must_use]
    pub fn failed(target: Arc<str>, error: &Error, started: Duration, took: Duration) -> Self {
        Self {
            target,
            kind: error.kind(),
            status: error.status(),
            code: error.shared_code(),
            delivery: error.delivery(),
            started,
            took,
        }
    }

    /// Whether the target was asked at all: where a gate on this side refused, it was not.
    #[must_use]
    pub fn was_made(&self) -> bool {
        !self.kind.is_local_refusal()
    }
}
