//! Until when probes are waited for.

use std::time::Duration;

use super::Word;
use super::layout::{IN_FLIGHT, LEASE};
use crate::moment::{ceil_millis, millis};

const UNIT: u64 = 64;
/// A small part of what the field holds: it wraps, and what is further ahead than this is long over.
const LONGEST: Duration = Duration::from_secs(86_400);

impl Word {
    /// A further probe, under a lease that ends no sooner than any other's.
    pub(crate) fn with_probe(self, lease: Duration, now: Duration) -> Self {
        let alone = if self.in_flight() == 0 { self.with(LEASE, units(now)) } else { self };
        alone.with(IN_FLIGHT, self.in_flight() + 1).with_lease(lease, now)
    }

    /// A lease that ends then, at most a day from now, unless it ends later anyway.
    pub(crate) fn with_lease(self, lease: Duration, now: Duration) -> Self {
        let end = ceil_units(lease.max(now).min(now.saturating_add(LONGEST)));
        if ahead(end, now) > ahead(LEASE.get(self.0), now) { self.with(LEASE, end) } else { self }
    }

    pub(crate) fn lease_is_over(self, now: Duration) -> bool {
        ahead(LEASE.get(self.0), now) == 0
    }
}

/// How many units are left; none of an end that has passed.
fn ahead(end: u64, now: Duration) -> u64 {
    let left = end.wrapping_sub(units(now)) & LEASE.max;
    if left > ceil_units(LONGEST) + 1 { 0 } else { left }
}

fn units(at: Duration) -> u64 {
    (millis(at) / UNIT) & LEASE.max
}

fn ceil_units(at: Duration) -> u64 {
    ceil_millis(at).div_ceil(UNIT) & LEASE.max
}
