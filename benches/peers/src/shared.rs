//! One closed breaker and several threads.

use std::sync::atomic::{AtomicU64, Ordering};

use failsafe::CircuitBreaker;

use crate::closed::works;
use crate::meter::Meter;
use crate::ticks::Ticks;
use crate::{once, ours, peers};

/// Reading costs nobody anything: whatever this loses with two threads, the machine was busy.
pub(crate) fn zero(meter: &mut impl Meter) {
    let word = AtomicU64::new(1);
    meter.shared("bare atomic load", "std: AtomicU64::load", || || word.load(Ordering::Acquire));
}

/// Failures in a row are counted; all succeed.
pub(crate) fn consecutive(meter: &mut impl Meter) {
    const ROW: &str = "success, consecutive failures";
    let (Some(breaker), now) = (ours::consecutive(), Ticks::new().tick()) else { return };
    meter.shared(ROW, "osier: Breaker::try_acquire_at, Permit::success_at", || {
        || ours::success_at(&breaker, now)
    });
    let breaker = peers::recloser_consecutive(peers::FAILURES, peers::FOR_EVER);
    meter.shared(ROW, "recloser: call", || || breaker.call(works).is_ok());
    let breaker = peers::failsafe_consecutive(peers::FAILURES, peers::FOR_EVER);
    meter.shared(ROW, "failsafe: call", || || breaker.call(works).is_ok());
    let inner = peers::working();
    let service = peers::tower_consecutive(peers::FAILURES, peers::FOR_EVER, inner);
    let Some(service) = service else { return };
    meter.shared(ROW, "tower-resilience: Service::call", || {
        let mut service = service.clone();
        move || once::call(&mut service)
    });
}

/// The share of failures in a window is watched; all succeed.
pub(crate) fn ratio(meter: &mut impl Meter) {
    const GIVEN: &str = "success, ratio window, time given";
    const ROW: &str = "success, ratio window, own clock";
    let Some(breaker) = ours::ratio() else { return };
    let start = Ticks::new();
    meter.shared(GIVEN, "osier: Breaker::try_acquire_at, Permit::success_at", || {
        let (mut clock, breaker) = (start, &breaker);
        move || ours::success_at(breaker, clock.tick())
    });
    let Some(breaker) = ours::ratio() else { return };
    meter
        .shared(ROW, "osier: Breaker::try_acquire, Permit::success", || || ours::success(&breaker));
    let breaker = peers::recloser_ratio();
    meter.shared(ROW, "recloser: call", || || breaker.call(works).is_ok());
    let breaker = peers::failsafe_ratio();
    meter.shared(ROW, "failsafe: call", || || breaker.call(works).is_ok());
    let Some(service) = peers::tower_ratio(peers::working()) else { return };
    meter.shared(ROW, "tower-resilience: Service::call", || {
        let mut service = service.clone();
        move || once::call(&mut service)
    });
}
