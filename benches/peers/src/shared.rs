//! One closed breaker and several threads.

use failsafe::CircuitBreaker;

use crate::closed::works;
use crate::meter::Meter;
use crate::{once, peers};

/// Failures in a row are counted; all succeed.
pub(crate) fn consecutive(meter: &mut impl Meter) {
    const ROW: &str = "success, consecutive failures";
    let breaker = peers::recloser_consecutive(peers::FAILURES, peers::FOR_EVER);
    meter.shared(ROW, "recloser: call", || || breaker.call(works));
    let breaker = peers::failsafe_consecutive(peers::FAILURES, peers::FOR_EVER);
    meter.shared(ROW, "failsafe: call", || || breaker.call(works));
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
    const ROW: &str = "success, ratio window, own clock";
    let breaker = peers::recloser_ratio();
    meter.shared(ROW, "recloser: call", || || breaker.call(works));
    let breaker = peers::failsafe_ratio();
    meter.shared(ROW, "failsafe: call", || || breaker.call(works));
    let Some(service) = peers::tower_ratio(peers::working()) else { return };
    meter.shared(ROW, "tower-resilience: Service::call", || {
        let mut service = service.clone();
        move || once::call(&mut service)
    });
}
