//! The peers, set up to do what Osier does, as nearly as each can express it.

use std::cell::Cell;
use std::future::{Ready, ready};
use std::time::Duration;

use failsafe::backoff::{Constant, constant};
use failsafe::failure_policy::{
    ConsecutiveFailures, SuccessRateOverTimeWindow, consecutive_failures,
    success_rate_over_time_window,
};
use failsafe::{Config, StateMachine};
use recloser::Recloser;
use tower::util::ServiceFn;
use tower_resilience_circuitbreaker::{
    CircuitBreaker, CircuitBreakerConfigBuilder, CircuitBreakerLayer, DefaultClassifier,
};

/// Failures in a row that trip.
pub(crate) const FAILURES: u32 = 5;
/// The window of a ratio, where it is one of time.
pub(crate) const WINDOW: Duration = Duration::from_secs(60);
/// Calls in the window before it is judged.
pub(crate) const MINIMUM: u32 = 10;
/// Longer than any measurement.
pub(crate) const FOR_EVER: Duration = Duration::from_secs(86_400);

/// A guarded thing that does as it is told.
pub(crate) type Inner = ServiceFn<fn(()) -> Ready<Result<(), ()>>>;
/// The peer of tower: a service around that thing.
pub(crate) type Guarded = CircuitBreaker<Inner, DefaultClassifier>;
/// A breaker of failsafe that counts failures in a row.
pub(crate) type Consecutive = StateMachine<ConsecutiveFailures<Constant>, ()>;
/// A breaker of failsafe that watches a rate.
pub(crate) type Rate = StateMachine<SuccessRateOverTimeWindow<Constant>, ()>;

/// Its ring knows the last calls: full of failures means that many in a row.
pub(crate) fn recloser_consecutive(failures: u32, open: Duration) -> Recloser {
    let last = failures as usize;
    Recloser::custom().closed_len(last).half_open_len(1).error_rate(1.0).open_wait(open).build()
}

/// The ring of its defaults: the last hundred calls, whenever they were.
pub(crate) fn recloser_ratio() -> Recloser {
    Recloser::custom().open_wait(FOR_EVER).build()
}

/// The policy it has for this.
pub(crate) fn failsafe_consecutive(failures: u32, open: Duration) -> Consecutive {
    Config::new().failure_policy(consecutive_failures(failures, constant(open))).build()
}

/// A moving average over the window.
pub(crate) fn failsafe_ratio() -> Rate {
    let policy = success_rate_over_time_window(0.5, MINIMUM, WINDOW, constant(FOR_EVER));
    Config::new().failure_policy(policy).build()
}

/// The model it has for this.
pub(crate) fn tower_consecutive(failures: u32, open: Duration, inner: Inner) -> Option<Guarded> {
    let builder = CircuitBreakerLayer::builder().consecutive_failures(failures as usize);
    guarded(builder.wait_duration_in_open(open), inner)
}

/// Its default, which counts calls. Its window of time keeps and walks a record of every call, so
/// that its cost is that of the calls in the window and not of one call.
pub(crate) fn tower_ratio(inner: Inner) -> Option<Guarded> {
    let builder = CircuitBreakerLayer::builder().failure_rate_threshold(0.5);
    guarded(builder.minimum_number_of_calls(MINIMUM as usize), inner)
}

fn guarded(
    builder: CircuitBreakerConfigBuilder<DefaultClassifier>,
    inner: Inner,
) -> Option<Guarded> {
    Some(builder.build().ok()?.layer_fn(inner))
}

/// A guarded thing that works.
pub(crate) fn working() -> Inner {
    tower::service_fn(|()| ready(Ok(())))
}

/// A guarded thing that fails every other time, beginning with a failure.
pub(crate) fn alternating() -> Inner {
    tower::service_fn(|()| ready(next()))
}

fn next() -> Result<(), ()> {
    thread_local!(static WORKS: Cell<bool> = const { Cell::new(true) });
    WORKS.with(|works| {
        works.set(!works.get());
        if works.get() { Ok(()) } else { Err(()) }
    })
}
