//! A duration that fades exponentially, as one number.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use super::FLOOR;
use super::timeline::nanos;

/// The greatest of some durations, each of which fades exponentially from when it was noted.
///
/// Durations are told as the natural logarithm of how many times the floor they are: then fading is a straight
/// line, and the line that ends last is the highest everywhere. So the moment at which it meets the floor
/// says all, and noting a duration is the maximum of two numbers: no loop, and nothing can be lost between
/// two threads.
#[derive(Debug, Default)]
pub(super) struct Decaying {
    /// In nanoseconds; 0 if nothing was noted.
    faded_at: AtomicU64,
}

impl Decaying {
    /// How far above the floor it still is: 0 once it has faded.
    pub(super) fn above(&self, now: u64, fades: Duration) -> f64 {
        let left = self.faded_at.load(Relaxed).saturating_sub(now);
        left as f64 / nanos(fades) as f64
    }

    /// Notes a duration so far above the floor, but nothing that would not have faded after `at_most`.
    pub(super) fn raise(&self, now: u64, above: f64, fades: Duration, at_most: Duration) {
        let fading = (above * nanos(fades) as f64) as u64;
        let faded_at = now.saturating_add(fading.min(nanos(at_most)));
        self.faded_at.fetch_max(faded_at, Relaxed);
    }
}

/// How far above the floor a duration is.
pub(super) fn above_floor(span: Duration) -> f64 {
    (span.max(FLOOR).as_secs_f64() / FLOOR.as_secs_f64()).ln()
}

/// How many times the floor that is. Bounded, so that it is always a duration.
pub(super) fn of_floor(above: f64) -> f64 {
    const MOST: f64 = 20.0;
    above.min(MOST).exp()
}
