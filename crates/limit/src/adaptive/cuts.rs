//! When the limit may be cut, and how fast it grows afterwards.

use std::time::{Duration, Instant};

use crate::sync::{AtomicU64, Ordering};
use crate::timeline::{Timeline, nanos};

/// At most one cut per window, however many ask for it.
#[derive(Debug)]
pub(super) struct Window {
    span: Duration,
    timeline: Timeline,
    /// When the next cut may be made.
    closed_until: AtomicU64,
}

impl Window {
    pub(super) fn new(span: Duration) -> Self {
        Self { span, timeline: Timeline::new(), closed_until: AtomicU64::new(0) }
    }

    /// Whether the caller, and nobody else, may cut now. A clock that went backwards waits.
    pub(super) fn enter(&self, now: Instant) -> bool {
        let now = self.timeline.nanos(now);
        let closed_until = self.closed_until.load(Ordering::Relaxed);
        let next = now.saturating_add(nanos(self.span));
        now >= closed_until
            && self
                .closed_until
                .compare_exchange(closed_until, next, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
    }
}

/// Below which limit every success is a step, as in the slow start of TCP: until the first cut
/// everywhere, after it up to half of the limit that the last overload met. So a limit that one storm
/// has cut to the minimum is back at half in a few flights, and feels its way from there.
#[derive(Debug)]
pub(super) struct Course(AtomicU64);

impl Course {
    pub(super) fn new() -> Self {
        Self(AtomicU64::new(pack(u16::MAX, 0)))
    }

    pub(super) fn threshold(&self) -> u16 {
        unpack(self.0.load(Ordering::Relaxed)).0
    }

    /// A cut from `before` to `after`. Cuts without growth between them are one overload. Two cuts are
    /// a window apart, so nobody else writes meanwhile.
    pub(super) fn cut(&self, before: u16, after: u16) {
        let (threshold, last_cut_to) = unpack(self.0.load(Ordering::Relaxed));
        let threshold = if before > last_cut_to { before / 2 } else { threshold };
        self.0.store(pack(threshold, after), Ordering::Relaxed);
    }
}

fn pack(threshold: u16, last_cut_to: u16) -> u64 {
    u64::from(threshold) | u64::from(last_cut_to) << 16
}

fn unpack(bits: u64) -> (u16, u16) {
    (bits as u16, (bits >> 16) as u16)
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn a_window_lets_one_cut_through() {
        let window = Window::new(Duration::from_secs(1));
        #[expect(clippy::disallowed_methods, reason = "some moment to count from")]
        let start = Instant::now();
        let at = |millis| window.enter(start + Duration::from_millis(millis));
        assert_eq!([0, 0, 999, 1000, 1999, 2500].map(at), [true, false, false, true, false, true]);
        assert!(!at(100), "a clock that goes backwards opens nothing");
    }

    #[test]
    fn the_threshold_is_half_of_what_an_overload_met_first() {
        let course = Course::new();
        assert_eq!(course.threshold(), u16::MAX);
        for (before, after, threshold) in [(100, 90, 50), (90, 81, 50), (81, 4, 50), (12, 11, 6)] {
            course.cut(before, after);
            assert_eq!(course.threshold(), threshold, "{before}");
        }
    }
}
