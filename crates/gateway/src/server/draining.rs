//! Whether the gateway is on its way out.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Set once, when shutting down begins.
#[derive(Clone, Debug, Default)]
pub struct Draining(Arc<AtomicBool>);

impl Draining {
    /// Shutting down begins.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it has begun.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
