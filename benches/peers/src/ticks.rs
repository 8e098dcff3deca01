//! Time as an argument.

use std::time::{Duration, Instant};

/// A time that goes on a little with every call, so that windows slide and budgets fill.
#[derive(Clone, Copy)]
pub(crate) struct Ticks(Instant);

impl Ticks {
    /// A million calls in a second.
    const STEP: Duration = Duration::from_micros(1);

    #[expect(clippy::disallowed_methods, reason = "an origin; nothing else makes an Instant")]
    pub(crate) fn new() -> Self {
        Self(Instant::now())
    }

    #[inline]
    pub(crate) fn tick(&mut self) -> Instant {
        self.0 += Self::STEP;
        self.0
    }
}
