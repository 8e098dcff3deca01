//! Admission.

use std::num::NonZeroU32;

use governor::{Quota, RateLimiter};
use osier_limit::{Adaptive, AdaptiveSettings};
use tower::limit::ConcurrencyLimit;

use crate::meter::Meter;
use crate::{once, peers};

/// One call is let in, and leaves. A rate has nothing to be given back.
pub(crate) fn admission(meter: &mut impl Meter) {
    const ROW: &str = "admission: in and out";
    let Ok(limit) = Adaptive::try_new(AdaptiveSettings::default()) else { return };
    meter.alone(ROW, "osier: Adaptive::try_acquire, success", || {
        limit.try_acquire().map(|permit| permit.success())
    });
    let limiter = RateLimiter::direct(Quota::per_second(NonZeroU32::MAX));
    meter.alone(ROW, "governor: RateLimiter::check", || limiter.check());
    let mut service = ConcurrencyLimit::new(peers::working(), 20);
    meter.alone(ROW, "tower: ConcurrencyLimit", || once::call(&mut service));
}
