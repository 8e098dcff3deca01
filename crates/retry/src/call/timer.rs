//! Time for whoever brings no context.

use std::future::Future;
use std::time::{Duration, Instant};

use osier_core::{Clock, SharedClock};

use crate::clock::std_now;

/// Tells the time and waits. A clock is one; so is a function that sleeps, such as
/// `tokio::time::sleep`, beside which the system's monotonic clock is read.
pub trait Timer {
    /// Monotonic now.
    fn now(&self) -> Instant;

    /// Resolves after this span.
    fn sleep(&self, span: Duration) -> impl Future<Output = ()> + Send;
}

impl<F, Fut> Timer for F
where
    F: Fn(Duration) -> Fut,
    Fut: Future<Output = ()> + Send,
{
    fn now(&self) -> Instant {
        std_now()
    }

    fn sleep(&self, span: Duration) -> impl Future<Output = ()> + Send {
        self(span)
    }
}

impl Timer for &dyn Clock {
    fn now(&self) -> Instant {
        (**self).now()
    }

    fn sleep(&self, span: Duration) -> impl Future<Output = ()> + Send {
        self.sleep_until(self.after(span))
    }
}

impl Timer for SharedClock {
    fn now(&self) -> Instant {
        (**self).now()
    }

    fn sleep(&self, span: Duration) -> impl Future<Output = ()> + Send {
        self.sleep_until(self.after(span))
    }
}
