//! The clock of a server that was given none.

use std::time::{Duration, Instant};

use osier_core::{Clock, Sleep};

use crate::script::CREATED;

/// Tokio's time, on a day that never ends: what it stamps is the same in every run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steady;

#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
impl Clock for Steady {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn sleep_until(&self, until: Instant) -> Sleep {
        Box::pin(tokio::time::sleep_until(until.into()))
    }

    fn unix_time(&self) -> Duration {
        Duration::from_secs(CREATED)
    }
}
