//! A clock for tests of what no time passes for.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Clock, SharedClock, Sleep};

#[derive(Debug)]
pub(crate) struct Stopped(Instant);

impl Stopped {
    #[expect(clippy::disallowed_methods, reason = "a stopped clock has to start somewhere")]
    pub(crate) fn shared() -> SharedClock {
        Arc::new(Self(Instant::now()))
    }
}

impl Clock for Stopped {
    fn now(&self) -> Instant {
        self.0
    }

    fn sleep_until(&self, _: Instant) -> Sleep {
        Box::pin(std::future::pending())
    }

    fn unix_time(&self) -> Duration {
        Duration::ZERO
    }
}
