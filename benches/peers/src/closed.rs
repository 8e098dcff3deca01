//! A closed breaker: what every call pays while all is well.

use std::sync::atomic::{AtomicU64, Ordering};

use failsafe::CircuitBreaker;
use recloser::AsyncRecloser;

use crate::meter::Meter;
use crate::{once, peers};

/// What nothing that asks can go below, and nothing that writes.
pub(crate) fn zero(meter: &mut impl Meter) {
    let word = AtomicU64::new(1);
    meter.alone("bare atomic load", "std: AtomicU64::load", || word.load(Ordering::Acquire));
    meter.alone("bare compare-and-swap", "std: AtomicU64::compare_exchange_weak", || {
        let seen = word.load(Ordering::Relaxed);
        word.compare_exchange_weak(seen, seen + 1, Ordering::AcqRel, Ordering::Relaxed)
    });
}

/// Failures in a row are counted; this is a success.
pub(crate) fn consecutive(meter: &mut impl Meter) {
    const ROW: &str = "success, consecutive failures";
    let breaker = peers::recloser_consecutive(peers::FAILURES, peers::FOR_EVER);
    meter.alone(ROW, "recloser: call", || breaker.call(works));
    let breaker = peers::failsafe_consecutive(peers::FAILURES, peers::FOR_EVER);
    meter.alone(ROW, "failsafe: call", || CircuitBreaker::call(&breaker, works));
    let inner = peers::working();
    let service = peers::tower_consecutive(peers::FAILURES, peers::FOR_EVER, inner);
    let Some(mut service) = service else { return };
    meter.alone(ROW, "tower-resilience: Service::call", || once::call(&mut service));
}

/// The share of failures in a window is watched; this is a success.
pub(crate) fn ratio(meter: &mut impl Meter) {
    const ROW: &str = "success, ratio window, own clock";
    let breaker = peers::recloser_ratio();
    meter.alone(ROW, "recloser: call", || breaker.call(works));
    let breaker = peers::failsafe_ratio();
    meter.alone(ROW, "failsafe: call", || CircuitBreaker::call(&breaker, works));
    let Some(mut service) = peers::tower_ratio(peers::working()) else { return };
    meter.alone(ROW, "tower-resilience: Service::call", || once::call(&mut service));
}

/// A failure that trips nothing, and the success that forgives it.
pub(crate) fn failure(meter: &mut impl Meter) {
    const ROW: &str = "a failure, then a success";
    let breaker = peers::recloser_consecutive(peers::FAILURES, peers::FOR_EVER);
    meter.alone(ROW, "recloser: call", || (breaker.call(fails), breaker.call(works)));
    let breaker = peers::failsafe_consecutive(peers::FAILURES, peers::FOR_EVER);
    meter.alone(ROW, "failsafe: call", || {
        (CircuitBreaker::call(&breaker, fails), CircuitBreaker::call(&breaker, works))
    });
    let inner = peers::alternating();
    let service = peers::tower_consecutive(peers::FAILURES, peers::FOR_EVER, inner);
    let Some(mut service) = service else { return };
    meter.alone(ROW, "tower-resilience: Service::call", || {
        (once::call(&mut service), once::call(&mut service))
    });
}

/// A future that is ready at once, through what each offers for futures.
pub(crate) fn future(meter: &mut impl Meter) {
    const ROW: &str = "a ready future";
    let breaker = peers::recloser_consecutive(peers::FAILURES, peers::FOR_EVER);
    let breaker = AsyncRecloser::from(breaker);
    meter.alone(ROW, "recloser: AsyncRecloser::call", || {
        once::poll(breaker.call(async { works() }))
    });
    let breaker = peers::failsafe_consecutive(peers::FAILURES, peers::FOR_EVER);
    meter.alone(ROW, "failsafe: futures::call", || {
        once::poll(failsafe::futures::CircuitBreaker::call(&breaker, Box::pin(async { works() })))
    });
    let inner = peers::working();
    let service = peers::tower_consecutive(peers::FAILURES, peers::FOR_EVER, inner);
    let Some(mut service) = service else { return };
    meter.alone(ROW, "tower-resilience: Service::call", || once::call(&mut service));
}

#[inline]
pub(crate) fn works() -> Result<(), ()> {
    Ok(())
}

#[inline]
pub(crate) fn fails() -> Result<(), ()> {
    Err(())
}
