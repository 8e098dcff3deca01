//! Whether there is time for extras.

use std::sync::Arc;
use std::time::Instant;

use super::Context;

/// Knows whether a process has more to do than it can, such as an admission that turns requests away.
pub trait Strain: Send + Sync {
    /// Whether that is so now. Asked in the midst of requests: it must not block.
    fn is_strained(&self, now: Instant) -> bool;
}

impl Context {
    /// The same request, which asks here whether there is [time for extras](Self::is_strained), and where it
    /// asked before: one that is strained is enough.
    #[must_use]
    pub fn under(&self, strain: Arc<dyn Strain>) -> Self {
        let strain = match self.strain.clone() {
            Some(outer) => Arc::new(Both(outer, strain)),
            None => strain,
        };
        Self { strain: Some(strain), ..self.clone() }
    }

    /// Whether there is more to do than can be done: no time for extras such as hedges. It is so or not at
    /// the moment of asking, whatever it was when the request began. Reads the clock if there is anybody to
    /// ask.
    #[must_use]
    pub fn is_strained(&self) -> bool {
        self.strain.as_ref().is_some_and(|strain| strain.is_strained(self.clock().now()))
    }
}

/// An admission within another.
struct Both(Arc<dyn Strain>, Arc<dyn Strain>);

impl Strain for Both {
    fn is_strained(&self, now: Instant) -> bool {
        self.0.is_strained(now) || self.1.is_strained(now)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::clock::stopped::Stopped;

    #[derive(Default)]
    struct Switch(AtomicBool);

    impl Strain for Switch {
        fn is_strained(&self, _: Instant) -> bool {
            self.0.load(Ordering::Relaxed)
        }
    }

    #[test]
    fn a_request_is_strained_as_long_as_one_of_those_above_it_is() {
        let context = Context::builder(Stopped::shared()).build();
        let [outer, inner] = [(); 2].map(|()| Arc::new(Switch::default()));
        let under = context.under(outer.clone()).under(inner.clone()).visiting(None, 1);
        for (first, second) in [(false, false), (true, false), (true, true), (false, true)] {
            outer.0.store(first, Ordering::Relaxed);
            inner.0.store(second, Ordering::Relaxed);
            assert_eq!(under.is_strained(), first || second, "{first}, {second}");
            assert!(!context.is_strained(), "nobody is above it");
        }
    }
}
