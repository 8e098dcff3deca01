//! How long nothing better is tried.

use std::time::{Duration, Instant};

/// The time between a move, or a trial that failed, and the next trial.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pause {
    /// How long it is after a fall and after a trial that failed. Never shorter than a window.
    hold: Duration,
    since: Option<Instant>,
    length: Duration,
}

impl Pause {
    pub(super) fn new(window: Duration) -> Self {
        Self { hold: window, since: None, length: Duration::ZERO }
    }

    /// Whether it is over, or has taken this long at least.
    pub(super) fn is_over(&self, now: Instant, enough: Duration) -> bool {
        let length = self.length.min(enough);
        self.since.is_none_or(|since| now.saturating_duration_since(since) >= length)
    }

    /// A step up: the next may be tried as soon as this one has lasted a window.
    pub(super) fn step(&mut self, now: Instant, window: Duration) {
        (self.since, self.length) = (Some(now), window);
    }

    /// A fall, or a trial that failed.
    pub(super) fn hold(&mut self, now: Instant) {
        (self.since, self.length) = (Some(now), self.hold);
    }

    /// What had been won was lost at once: whoever comes back too early should come less often.
    pub(super) fn relapse(&mut self, longest: Duration) {
        self.hold = self.hold.saturating_mul(2).min(longest);
    }

    /// All was well for long enough to forget what was before.
    pub(super) fn forget(&mut self, window: Duration) {
        self.hold = window;
    }
}
