//! Time as the breaker counts it: from when it was made, or a little before.

use std::time::{Duration, Instant};

/// Nine years; later than that, all is over at once.
const END: u64 = (1 << 38) - 1;

/// An hour earlier, if the system knows such a time. A breaker counts from there, since the times it
/// is given may be those of a clock that lags: in a test it may have stood still since before.
pub(crate) fn before(now: Instant) -> Instant {
    now.checked_sub(Duration::from_secs(3600)).unwrap_or(now)
}

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
