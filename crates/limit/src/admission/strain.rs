//! Whether requests were turned away or had to wait a moment ago.

use std::time::{Duration, Instant};

use crate::sync::{AtomicU64, Ordering};
use crate::timeline::{Timeline, nanos};

/// For how long one such request tells of the load. Twice the shortest Retry-After: those who are turned
/// away come back in waves, and the pause between two waves is no calm.
const TELLS_FOR: Duration = Duration::from_secs(2);

/// Written when somebody is turned away or waits no more, which happens to nobody in calm; read when an
/// extra would begin.
#[derive(Debug)]
pub(super) struct Strained {
    timeline: Timeline,
    /// 0 until it first happens.
    until: AtomicU64,
}

impl Strained {
    pub(super) fn new() -> Self {
        Self { timeline: Timeline::new(), until: AtomicU64::new(0) }
    }

    pub(super) fn note(&self, now: Instant) {
        let until = self.timeline.nanos(now).saturating_add(nanos(TELLS_FOR));
        self.until.fetch_max(until, Ordering::Relaxed);
    }

    pub(super) fn is_so(&self, now: Instant) -> bool {
        self.timeline.nanos(now) < self.until.load(Ordering::Relaxed)
    }
}
