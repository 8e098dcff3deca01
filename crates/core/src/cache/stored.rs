//! An answer out of a cache.

use std::sync::Arc;
use std::time::Duration;

use super::{CacheKey, CacheStatus};
use crate::{Completion, Response};

/// An answer that was given before.
#[derive(Clone, Debug)]
pub struct Stored {
    /// What was answered.
    pub completion: Completion,
    /// The target that answered.
    pub target: Option<Arc<str>>,
    /// How long ago.
    pub age: Duration,
    /// What it is stored under.
    pub key: CacheKey,
}

/// What the cache had to do with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheUsed {
    /// In one word.
    pub status: CacheStatus,
    /// How old the answer is, if it was stored.
    pub age: Option<Duration>,
    /// What the answer is stored under, or would be.
    pub key: Option<CacheKey>,
}

impl CacheUsed {
    /// An answer that was not stored before.
    #[must_use]
    pub fn new(status: CacheStatus, key: Option<CacheKey>) -> Self {
        Self { status, age: None, key }
    }

    /// Whether the answer was given before, and nobody made it now.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        self.age.is_some()
    }
}

impl Stored {
    /// The answer, given again.
    #[must_use]
    pub fn answer(&self, status: CacheStatus) -> Response {
        let mut response = Response::complete(self.completion.clone());
        response.head.target.clone_from(&self.target);
        let (age, key) = (Some(self.age), Some(self.key));
        response.head.cache = Some(CacheUsed { status, age, key });
        response
    }
}
