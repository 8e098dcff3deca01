//! Moments as numbers that fit into an atomic.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Counts from the first moment it is ever told.
#[derive(Debug)]
pub(crate) struct Timeline(OnceLock<Instant>);

impl Timeline {
    pub(crate) fn new() -> Self {
        Self(OnceLock::new())
    }

    /// Nanoseconds since the first moment; 0 also for what came before it.
    pub(crate) fn nanos(&self, now: Instant) -> u64 {
        let origin = self.0.get_or_init(|| now);
        nanos(now.saturating_duration_since(*origin))
    }
}

/// In 64 bits: 584 years.
pub(crate) fn nanos(span: Duration) -> u64 {
    u64::try_from(span.as_nanos()).unwrap_or(u64::MAX)
}
