//! Osier's breaker, set up as the rows want it.

use std::time::{Duration, Instant};

use osier_breaker::{Breaker, Settings};

use crate::peers;

/// As long as the open breaker of a round stays open.
pub(crate) const OPEN: Duration = Duration::from_millis(1);

/// Failures in a row, and nothing else.
pub(crate) fn consecutive() -> Option<Breaker> {
    Breaker::try_new(Settings::consecutive(peers::FAILURES)).ok()
}

/// Its defaults: failures in a row, and half of the calls of the last minute.
pub(crate) fn ratio() -> Option<Breaker> {
    let settings = Settings::default()
        .consecutive_failures(peers::FAILURES)
        .failure_ratio(0.5)
        .minimum_calls(peers::MINIMUM)
        .window(peers::WINDOW);
    Breaker::try_new(settings).ok()
}

/// Trips at the first failure and stays open for as long.
pub(crate) fn touchy(open: Duration) -> Option<Breaker> {
    let settings = Settings::consecutive(1).open(open).open_max(open).jitter(0.0);
    Breaker::try_new(settings.successes_to_close(1)).ok()
}

/// A call that succeeds; whether it was let through.
#[inline(always)]
pub(crate) fn success_at(breaker: &Breaker, now: Instant) -> bool {
    breaker.try_acquire_at(now).map(|permit| permit.success_at(now)).is_ok()
}

/// A call that fails; whether it was let through.
#[inline(always)]
pub(crate) fn failure_at(breaker: &Breaker, now: Instant) -> bool {
    breaker.try_acquire_at(now).map(|permit| permit.failure_at(now)).is_ok()
}

/// The same by the breaker's own clock.
#[inline(always)]
pub(crate) fn success(breaker: &Breaker) -> bool {
    breaker.try_acquire().map(|permit| permit.success()).is_ok()
}

/// The same by the breaker's own clock.
#[inline(always)]
pub(crate) fn failure(breaker: &Breaker) -> bool {
    breaker.try_acquire().map(|permit| permit.failure()).is_ok()
}
