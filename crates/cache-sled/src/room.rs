//! How much room there is for what is put.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// What is put takes up not quite twice its length, and what is large for a moment more: it is written again with what
/// is beside it.
const AS_WRITTEN: u64 = 3;

/// How much room there is. Everything that is put has its own before it is written: however many do that at once, they
/// do not write more than there is.
pub(crate) struct Room {
    cap: u64,
    /// Bytes on disk when they were last counted, of all generations, and those that are being closed.
    counted: AtomicU64,
    /// Bytes that were put since.
    since: AtomicU64,
    /// Bytes that are being put.
    under_way: AtomicU64,
    counting: Mutex<()>,
}

/// Room for something that is being put.
pub(crate) struct Taken<'a> {
    room: &'a Room,
    bytes: u64,
}

impl Room {
    pub(crate) fn new(cap: u64) -> Self {
        let nothing = || AtomicU64::new(0);
        // Nothing fits before it was counted.
        let counted = AtomicU64::new(cap);
        Self { cap, counted, since: nothing(), under_way: nothing(), counting: Mutex::default() }
    }

    /// `None` if there is not so much.
    pub(crate) fn take(&self, bytes: u64) -> Option<Taken<'_>> {
        let under_way = self.under_way.fetch_add(bytes, Ordering::AcqRel) + bytes;
        let more = under_way.saturating_add(self.since()).saturating_mul(AS_WRITTEN);
        if self.counted.load(Ordering::Acquire).saturating_add(more) > self.cap {
            self.under_way.fetch_sub(bytes, Ordering::AcqRel);
            return None;
        }
        Some(Taken { room: self, bytes })
    }

    /// How many bytes were put since they were last counted.
    pub(crate) fn since(&self) -> u64 {
        self.since.load(Ordering::Acquire)
    }

    /// Counts anew. What is put meanwhile may be counted twice, but not be missed.
    pub(crate) fn count(&self, count: impl FnOnce() -> u64) {
        let _alone = self.counting.lock().unwrap_or_else(PoisonError::into_inner);
        self.since.store(0, Ordering::Release);
        self.counted.store(count(), Ordering::Release);
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.room.since.fetch_add(self.bytes, Ordering::AcqRel);
        self.room.under_way.fetch_sub(self.bytes, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_under_way_and_what_was_put_since_has_its_room() {
        let room = Room::new(160);
        assert!(room.take(1).is_none(), "nobody knows what is there");
        room.count(|| 40);
        let first = room.take(30).unwrap();
        assert!(room.take(11).is_none());
        let second = room.take(10).unwrap();
        drop((first, second));
        assert_eq!(room.since(), 40);
        assert!(room.take(1).is_none(), "it is there, whether counted or not");
        room.count(|| 145);
        assert!(room.take(6).is_none() && room.take(5).is_some());
    }

    #[test]
    fn what_finds_no_room_takes_none() {
        let room = Room::new(150);
        room.count(|| 0);
        for _ in 0..10 {
            assert!(room.take(51).is_none());
        }
        assert!(room.take(50).is_some());
    }
}
