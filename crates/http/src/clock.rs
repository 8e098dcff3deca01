//! The clock of a running program.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use osier_core::{Clock, SharedClock, Sleep};

/// Time as tokio sees it: real in a program, virtual in a test that pauses it.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokioClock;

impl TokioClock {
    /// The clock, ready to be handed around.
    #[must_use]
    pub fn shared() -> SharedClock {
        std::sync::Arc::new(Self)
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
impl Clock for TokioClock {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn sleep_until(&self, until: Instant) -> Sleep {
        Box::pin(tokio::time::sleep_until(until.into()))
    }

    fn unix_time(&self) -> Duration {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
    }
}
