//! What was taken out does not come back.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Counts erasures: what was asked for or read before one is not put back after it.
#[derive(Default)]
pub(crate) struct Erasures {
    count: AtomicU64,
    turn: Mutex<()>,
}

impl Erasures {
    /// How many there have been. The count moves when one begins to take something out, and once more before
    /// it does so in this process.
    pub(crate) fn count(&self) -> u64 {
        self.count.load(Ordering::Acquire)
    }

    pub(crate) fn moves(&self) {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.count.fetch_add(1, Ordering::AcqRel);
    }

    /// Does this unless the count has moved since; it does not move meanwhile. What is brought to a queue in here
    /// is there before whatever an erasure brings that begins later. It must not block.
    pub(crate) fn unless_moved(&self, as_of: u64, work: impl FnOnce()) -> bool {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let has_moved = self.count() != as_of;
        if !has_moved {
            work();
        }
        !has_moved
    }
}
