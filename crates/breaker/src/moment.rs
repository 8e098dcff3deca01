//! Time as the breaker counts it: from the moment it was made.

use std::time::{Duration, Instant};

/// Nine years; later than that, all is over at once.
const END: u64 = (1 << 38) - 1;

/// Zero for a moment before the breaker was made.
#[inline]
pub(crate) fn since(born: Instant, now: Instant) -> Duration {
    now.saturating_duration_since(born)
}

#[inline]
pub(crate) fn millis(span: Duration) -> u64 {
    (span.as_secs().min(END / 1000) * 1000 + u64::from(span.subsec_millis())).min(END)
}

/// Never sooner than the span.
pub(crate) fn ceil_millis(span: Duration) -> u64 {
    millis(span.saturating_add(Duration::from_nanos(999_999)))
}
