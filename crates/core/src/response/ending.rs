//! What is only known at the end of a streamed body.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::Attempts;

/// How a streamed answer came to its end: filled in once by whoever follows it there, and read by
/// whoever shows it. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Ending(Arc<OnceLock<HowItEnded>>);

/// What happened to a streamed answer, its head included.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HowItEnded {
    /// The target that gave the last of it.
    pub target: Arc<str>,
    /// The attempts that failed, those after the head included.
    pub attempts: Attempts,
    /// How long the attempt took that gave the last of it.
    pub took: Duration,
}

impl HowItEnded {
    /// An answer whose last part came from this target, after so long, and after these failures.
    #[must_use]
    pub fn new(target: Arc<str>, took: Duration, attempts: Attempts) -> Self {
        Self { target, attempts, took }
    }
}

impl Ending {
    /// Says how it ended. What was said first counts.
    pub fn say(&self, how: HowItEnded) {
        let _ = self.0.set(how);
    }

    /// How it ended; `None` before that, and of an answer that was dropped or failed, whose error tells.
    #[must_use]
    pub fn get(&self) -> Option<&HowItEnded> {
        self.0.get()
    }
}
