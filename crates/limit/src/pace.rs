//! How long calls hold their slots, in the mean.

use std::time::Duration;

use crate::sync::{AtomicU64, Ordering};

/// The newest call counts for a sixteenth: the last few dozen calls make the mean.
const WEIGHT: u64 = 16;

/// An exponentially weighted mean. Of two calls that end at the same instant one may be lost, which a
/// mean survives.
#[derive(Debug)]
pub(crate) struct Pace {
    /// In microseconds; 0 until the first call.
    mean: AtomicU64,
}

impl Pace {
    pub(crate) fn new() -> Self {
        Self { mean: AtomicU64::new(0) }
    }

    pub(crate) fn note(&self, held: Duration) {
        let held = u64::try_from(held.as_micros()).unwrap_or(u64::MAX).max(1);
        let mean = match self.mean.load(Ordering::Relaxed) {
            0 => held,
            mean => mean - mean / WEIGHT + held / WEIGHT,
        };
        self.mean.store(mean, Ordering::Relaxed);
    }

    /// How long it takes until `departures` of `in_flight` calls have ended; a second if no call has
    /// ended yet.
    pub(crate) fn wait(&self, departures: u32, in_flight: u32) -> Duration {
        let mean = match self.mean.load(Ordering::Relaxed) {
            0 => 1_000_000,
            mean => mean,
        };
        Duration::from_micros(mean.saturating_mul(departures.into()) / u64::from(in_flight.max(1)))
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn slots_come_free_at_the_rate_at_which_calls_end() {
        let pace = Pace::new();
        assert_eq!(pace.wait(5, 10), Duration::from_millis(500), "nothing is known yet");
        pace.note(Duration::from_secs(4));
        assert_eq!(pace.wait(1, 8), Duration::from_millis(500));
        assert_eq!(pace.wait(16, 8), Duration::from_secs(8));
        assert_eq!(pace.wait(1, 0), Duration::from_secs(4));
    }

    #[test]
    fn the_mean_follows_what_calls_take_now() {
        let pace = Pace::new();
        pace.note(Duration::from_secs(100));
        for _ in 0..150 {
            pace.note(Duration::from_secs(1));
        }
        let wait = pace.wait(1, 1);
        assert!(wait < Duration::from_millis(1100), "{wait:?}");
    }
}
