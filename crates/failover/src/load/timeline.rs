//! Moments as numbers that fit into an atomic.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Counts from the first moment it is ever told.
#[derive(Debug, Default)]
pub(super) struct Timeline(OnceLock<Instant>);

impl Timeline {
    /// Nanoseconds since the first moment; 0 also for what came before it.
    pub(super) fn nanos(&self, now: Instant) -> u64 {
        let origin = self.0.get_or_init(|| now);
        nanos(now.saturating_duration_since(*origin))
    }
}

/// In 64 bits: 584 years.
pub(super) fn nanos(span: Duration) -> u64 {
    u64::try_from(span.as_nanos()).unwrap_or(u64::MAX)
}

/// The latest of some moments.
#[derive(Debug, Default)]
pub(super) struct Latest(AtomicU64);

impl Latest {
    /// Says which it was before, if there was one.
    pub(super) fn replace(&self, nanos: u64) -> Option<u64> {
        // One later, so that 0 is free to mean none.
        self.0.fetch_max(nanos.saturating_add(1), Relaxed).checked_sub(1)
    }
}
