//! How long everything may take.

use std::time::Duration;

/// Bounds of a run: whichever comes first ends a part of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// Pairs of requests, one direct and one through the gateway, of each case.
    pub(crate) pairs: usize,
    /// Pairs before those, which do not count: connections, allocators and caches warm up.
    pub(crate) warm_up: usize,
    /// The longest time for the pairs of one case.
    pub(crate) case: Duration,
    /// One slice of requests at full speed.
    pub(crate) slice: Duration,
    /// Slices of each side.
    pub(crate) slices: usize,
}

impl Effort {
    /// Under a minute: the figures of the guide.
    pub(crate) fn full() -> Self {
        let (case, slice) = (Duration::from_secs(6), Duration::from_millis(500));
        Self { pairs: 2000, warm_up: 100, case, slice, slices: 4 }
    }

    /// Under five seconds: whether it works at all, and is nowhere near the limit.
    pub(crate) fn smoke() -> Self {
        let (case, slice) = (Duration::from_millis(300), Duration::from_millis(150));
        Self { pairs: 200, warm_up: 10, case, slice, slices: 2 }
    }
}
