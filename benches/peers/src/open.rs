//! An open breaker, and the way back.

use std::time::Duration;

use failsafe::CircuitBreaker;

use crate::closed::{fails, works};
use crate::meter::Meter;
use crate::ticks::Ticks;
use crate::{once, ours, peers};

/// A call while the circuit is open.
pub(crate) fn rejection(meter: &mut impl Meter) {
    const GIVEN: &str = "rejection while open, time given";
    const ROW: &str = "rejection while open, own clock";
    let (Some(breaker), now) = (ours::touchy(peers::FOR_EVER), Ticks::new().tick()) else { return };
    ours::failure_at(&breaker, now);
    meter.alone(GIVEN, "osier: Breaker::try_acquire_at", || breaker.try_acquire_at(now).is_err());
    meter.alone(ROW, "osier: Breaker::try_acquire", || breaker.try_acquire().is_err());
    let breaker = peers::recloser_consecutive(1, peers::FOR_EVER);
    let _ = (breaker.call(fails), breaker.call(fails));
    meter.alone(ROW, "recloser: call", || breaker.call(works).is_ok());
    let breaker = peers::failsafe_consecutive(1, peers::FOR_EVER);
    let _ = breaker.call(fails);
    meter.alone(ROW, "failsafe: call", || breaker.call(works).is_ok());
    let service = peers::tower_consecutive(1, peers::FOR_EVER, peers::alternating());
    let Some(mut service) = service else { return };
    once::call(&mut service);
    meter.alone(ROW, "tower-resilience: Service::call", || once::call(&mut service));
}

/// The least that opens the circuit, then the least that closes it again, as soon as it may be tried.
pub(crate) fn round(meter: &mut impl Meter) {
    const ROW: &str = "trip, probe, close";
    const AT_ONCE: Duration = Duration::ZERO;
    let (Some(breaker), mut now) = (ours::touchy(ours::OPEN), Ticks::new().tick()) else { return };
    meter.alone(ROW, "osier: Breaker::try_acquire_at, Permit::failure_at, success_at", || {
        let tripped = ours::failure_at(&breaker, now);
        now += 2 * ours::OPEN;
        (tripped, ours::success_at(&breaker, now))
    });
    let breaker = peers::recloser_consecutive(1, AT_ONCE);
    // Its rings judge nothing before they are full, and then on the next call.
    meter.alone(ROW, "recloser: call, twice each", || {
        (
            breaker.call(fails).is_ok(),
            breaker.call(fails).is_ok(),
            breaker.call(works).is_ok(),
            breaker.call(works).is_ok(),
        )
    });
    let breaker = peers::failsafe_consecutive(1, AT_ONCE);
    meter.alone(ROW, "failsafe: call", || {
        (breaker.call(fails).is_ok(), breaker.call(works).is_ok())
    });
    let Some(mut service) = peers::tower_consecutive(1, AT_ONCE, peers::alternating()) else {
        return;
    };
    meter.alone(ROW, "tower-resilience: Service::call", || {
        (once::call(&mut service), once::call(&mut service))
    });
}
