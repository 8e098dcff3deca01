//! A closed breaker: what every call pays while all is well.

use std::sync::atomic::{AtomicU64, Ordering};

use failsafe::CircuitBreaker;
use recloser::AsyncRecloser;

use crate::meter::Meter;
use crate::ticks::Ticks;
use crate::{once, ours, peers};

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
    let (Some(breaker), now) = (ours::consecutive(), Ticks::new().tick()) else { return };
    meter.alone(ROW, "osier: Breaker::try_acquire_at, Permit::success_at", || {
        ours::success_at(&breaker, now)
    });
    let breaker = peers::recloser_consecutive(peers::FAILURES, peers::FOR_EVER);
    meter.alone(ROW, "recloser: call", || breaker.call(works).is_ok());
    let breaker = peers::failsafe_consecutive(peers::FAILURES, peers::FOR_EVER);
    meter.alone(ROW, "failsafe: call", || CircuitBreaker::call(&breaker, works).is_ok());
    let inner = peers::working();
    let service = peers::tower_consecutive(peers::FAILURES, peers::FOR_EVER, inner);
    let Some(mut service) = service else { return };
    meter.alone(ROW, "tower-resilience: Service::call", || once::call(&mut service));
}

/// The share of failures in a window is watched; this is a success.
pub(crate) fn ratio(meter: &mut impl Meter) {
    const GIVEN: &str = "success, ratio window, time given";
    const ROW: &str = "success, ratio window, own clock";
    let (Some(breaker), mut clock) = (ours::ratio(), Ticks::new()) else { return };
    meter.alone(GIVEN, "osier: Breaker::try_acquire_at, Permit::success_at", || {
        ours::success_at(&breaker, clock.tick())
    });
    let Some(breaker) = ours::ratio() else { return };
    meter.alone(ROW, "osier: Breaker::try_acquire, Permit::success", || ours::success(&breaker));
    let breaker = peers::recloser_ratio();
    // A ring of calls has no use for the time: it stands in both rows.
    meter.alone(GIVEN, "recloser: call", || breaker.call(works).is_ok());
    meter.alone(ROW, "recloser: call", || breaker.call(works).is_ok());
    let breaker = peers::failsafe_ratio();
    meter.alone(ROW, "failsafe: call", || CircuitBreaker::call(&breaker, works).is_ok());
    let Some(mut service) = peers::tower_ratio(peers::working()) else { return };
    meter.alone(ROW, "tower-resilience: Service::call", || once::call(&mut service));
}

/// A failure that trips nothing, and the success that forgives it.
pub(crate) fn failure(meter: &mut impl Meter) {
    const GIVEN: &str = "a failure, then a success, time given";
    const ROW: &str = "a failure, then a success, own clock";
    let (Some(breaker), now) = (ours::consecutive(), Ticks::new().tick()) else { return };
    meter.alone(GIVEN, "osier: Breaker::try_acquire_at, Permit::failure_at, success_at", || {
        (ours::failure_at(&breaker, now), ours::success_at(&breaker, now))
    });
    meter.alone(ROW, "osier: Breaker::try_acquire, Permit::failure, success", || {
        (ours::failure(&breaker), ours::success(&breaker))
    });
    let breaker = peers::recloser_consecutive(peers::FAILURES, peers::FOR_EVER);
    let both = || (breaker.call(fails).is_ok(), breaker.call(works).is_ok());
    // Nor do these two look at the time before they trip.
    meter.alone(GIVEN, "recloser: call", both);
    meter.alone(ROW, "recloser: call", both);
    let breaker = peers::failsafe_consecutive(peers::FAILURES, peers::FOR_EVER);
    let both = || {
        (
            CircuitBreaker::call(&breaker, fails).is_ok(),
            CircuitBreaker::call(&breaker, works).is_ok(),
        )
    };
    meter.alone(GIVEN, "failsafe: call", both);
    meter.alone(ROW, "failsafe: call", both);
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
    let Some(breaker) = ours::consecutive() else { return };
    meter.alone(ROW, "osier: Breaker::call", || once::works(breaker.call(|| async { works() })));
    let breaker = peers::recloser_consecutive(peers::FAILURES, peers::FOR_EVER);
    let breaker = AsyncRecloser::from(breaker);
    meter.alone(ROW, "recloser: AsyncRecloser::call", || {
        once::works(breaker.call(async { works() }))
    });
    let breaker = peers::failsafe_consecutive(peers::FAILURES, peers::FOR_EVER);
    meter.alone(ROW, "failsafe: futures::call", || {
        once::works(failsafe::futures::CircuitBreaker::call(&breaker, Box::pin(async { works() })))
    });
    let inner = peers::working();
    let service = peers::tower_consecutive(peers::FAILURES, peers::FOR_EVER, inner);
    let Some(mut service) = service else { return };
    meter.alone(ROW, "tower-resilience: Service::call", || once::call(&mut service));
}

#[inline(always)]
pub(crate) fn works() -> Result<(), ()> {
    Ok(())
}

#[inline(always)]
pub(crate) fn fails() -> Result<(), ()> {
    Err(())
}
