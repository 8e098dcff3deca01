//! The system's clock, for programs that bring none.

use std::time::Instant;

#[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
pub(crate) fn std_now() -> Instant {
    Instant::now()
}
