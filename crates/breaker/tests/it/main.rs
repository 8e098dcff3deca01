//! The breaker from outside, in time that the tests hand out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod model;
mod pitfalls;
#[cfg(feature = "provider")]
mod provider;
mod registry;
mod scenario;
#[cfg(feature = "tower")]
mod service;
mod told;

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use osier_breaker::{Breaker, Settings};

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn succeed(breaker: &Breaker, now: Instant) {
    let _ = breaker.try_acquire_at(now).unwrap().success_at(now);
}

fn fail(breaker: &Breaker, now: Instant) {
    let _ = breaker.try_acquire_at(now).unwrap().failure_at(now);
}

/// A breaker without jitter, and the moment it was made.
fn breaker(settings: Settings) -> (Breaker, Instant) {
    (Breaker::try_new(settings.jitter(0.0)).unwrap().with_clock(start), start())
}

/// Where all time begins: a clock that stands still.
#[expect(clippy::disallowed_methods, reason = "every test counts its time from some moment")]
fn start() -> Instant {
    static START: OnceLock<Instant> = OnceLock::new();
    *START.get_or_init(Instant::now)
}
