//! One absolute end for everything done for a request.

use std::time::{Duration, Instant};

/// The time by which a request must be over, on the monotonic clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(Instant);

impl Deadline {
    /// At this moment.
    #[must_use]
    pub fn at(moment: Instant) -> Self {
        Self(moment)
    }

    /// This long after `now`; a span too long to express ends in about 30 years.
    #[must_use]
    pub fn after(now: Instant, span: Duration) -> Self {
        const FAR: Duration = Duration::from_secs(30 * 365 * 86_400);
        Self(now.checked_add(span).unwrap_or(now + FAR))
    }

    /// The moment itself.
    #[must_use]
    pub fn moment(self) -> Instant {
        self.0
    }

    /// What is left at `now`; zero once it has passed.
    #[must_use]
    pub fn remaining(self, now: Instant) -> Duration {
        self.0.saturating_duration_since(now)
    }

    /// Whether it has passed at `now`.
    #[must_use]
    pub fn has_passed(self, now: Instant) -> bool {
        now >= self.0
    }
}
