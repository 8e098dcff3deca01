//! A gate that closes after failures in a row, and counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use osier_cache::{Gate, Pass};

/// Lets nobody through after so many failures in a row. Clones are the same.
#[derive(Clone)]
pub(crate) struct Fuse(Arc<Counts>);

struct Counts {
    limit: usize,
    in_a_row: AtomicUsize,
    worked: AtomicUsize,
    failed: AtomicUsize,
}

impl Fuse {
    pub(crate) fn new(limit: usize) -> Self {
        let [in_a_row, worked, failed] = Default::default();
        Self(Arc::new(Counts { limit, in_a_row, worked, failed }))
    }

    /// Closed from the start.
    pub(crate) fn closed() -> Self {
        Self::new(0)
    }

    /// How often it heard that the store worked, and that it failed.
    pub(crate) fn heard(&self) -> (usize, usize) {
        (self.0.worked.load(Ordering::Relaxed), self.0.failed.load(Ordering::Relaxed))
    }
}

impl Gate for Fuse {
    fn admit(&self, _: Instant) -> Option<Box<dyn Pass>> {
        let is_open = self.0.in_a_row.load(Ordering::Relaxed) < self.0.limit;
        is_open.then(|| Box::new(self.clone()) as Box<dyn Pass>)
    }
}

impl Pass for Fuse {
    fn end(self: Box<Self>, worked: bool, _: Instant) {
        let counts = &self.0;
        if worked {
            counts.in_a_row.store(0, Ordering::Relaxed);
            counts.worked.fetch_add(1, Ordering::Relaxed);
        } else {
            counts.in_a_row.fetch_add(1, Ordering::Relaxed);
            counts.failed.fetch_add(1, Ordering::Relaxed);
        }
    }
}
