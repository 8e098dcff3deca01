//! What was taken out does not come back.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{RwLock, RwLockReadGuard};

/// Counts erasures: what was asked for or read before one is not put back after it.
#[derive(Default)]
pub(crate) struct Erasures {
    count: AtomicU64,
    puts: RwLock<()>,
}

impl Erasures {
    /// Moves when an erasure begins, and once more when it has ended outside of this process.
    pub(crate) fn count(&self) -> u64 {
        self.count.load(Ordering::Acquire)
    }

    /// The right to put something, for which erasures wait; `None` if something was erased since, or is being
    /// erased now. It does not wait itself.
    pub(crate) fn putting(&self, as_of: u64) -> Option<RwLockReadGuard<'_, ()>> {
        let putting = self.puts.try_read().ok()?;
        (self.count() == as_of).then_some(putting)
    }

    /// Moves the count, and waits until all has been put that is as of before: what is taken out after this
    /// stays out.
    pub(crate) async fn moves(&self) {
        self.count.fetch_add(1, Ordering::AcqRel);
        drop(self.puts.write().await);
    }
}
