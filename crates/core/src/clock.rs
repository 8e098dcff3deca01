//! Time as an ingredient.

#[cfg(test)]
pub(crate) mod stopped;

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::deadline::Deadline;

/// A pending wait. Dropping it forgets the wait.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The only source of time in Osier. Reading any other clock is a lint error, so that a test can run
/// a whole day of outage in milliseconds.
pub trait Clock: Debug + Send + Sync + 'static {
    /// Monotonic now.
    fn now(&self) -> Instant;

    /// The moment this long from now. A span too long to express ends in about 30 years.
    fn after(&self, span: Duration) -> Instant {
        Deadline::after(self.now(), span).moment()
    }

    /// Resolves at `until`, or at once if that has passed.
    fn sleep_until(&self, until: Instant) -> Sleep;

    /// Wall-clock time since 1970-01-01 UTC. For stamps such as `created`, never for decisions.
    fn unix_time(&self) -> Duration;
}

/// A clock that can be handed around.
pub type SharedClock = Arc<dyn Clock>;
