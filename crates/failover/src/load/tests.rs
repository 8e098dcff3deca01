//! Under a time that stands still unless it is told to pass.

mod flight;
mod looks;
mod percentiles;

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::*;

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const fn millis(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

#[expect(clippy::disallowed_methods, reason = "a load needs some moment to count from")]
fn start() -> Instant {
    Instant::now()
}

/// A target, and the moment at which it was first looked at.
struct Scene {
    load: Arc<Load>,
    start: Instant,
}

impl Scene {
    fn new() -> Self {
        let scene = Self { load: Arc::default(), start: start() };
        assert_eq!(scene.looks(Duration::ZERO), FLOOR);
        scene
    }

    /// How long it seems to take to the first token, so long after the start.
    fn looks(&self, after: Duration) -> Duration {
        self.load.estimate(self.start + after, true)
    }

    fn began(&self, after: Duration, took: Duration) {
        self.load.began(self.start + after, took);
    }

    fn failed(&self, after: Duration, took: Duration) {
        self.load.failed(self.start + after, took);
    }
}

/// Equal up to a thousandth.
fn assert_about(seen: Duration, expected: Duration) {
    let difference = seen.abs_diff(expected);
    assert!(difference <= expected / 1000, "{seen:?}, but expected {expected:?}");
}
