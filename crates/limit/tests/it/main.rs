//! Limits in virtual time, and against small models of themselves.
#![cfg(not(loom))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod adaptive;

use std::time::{Duration, Instant};

/// Some moment to count from.
#[expect(clippy::disallowed_methods, reason = "only its distance to other moments matters")]
fn start() -> Instant {
    Instant::now()
}

const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
