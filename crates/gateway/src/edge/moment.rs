//! One moment, as it is told.

use std::time::{Duration, Instant};

use osier::Clock;

/// The same moment on both clocks.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    pub(super) now: Instant,
    unix_time: Duration,
}

impl Moment {
    /// Now.
    pub(super) fn of(clock: &dyn Clock) -> Self {
        Self { now: clock.now(), unix_time: clock.unix_time() }
    }

    /// Seconds since 1970.
    pub(super) fn unix(self, other: Instant) -> u64 {
        let ahead = other.saturating_duration_since(self.now);
        let ago = self.now.saturating_duration_since(other);
        (self.unix_time + ahead).saturating_sub(ago).as_secs()
    }
}
