//! The generations that are in use. All of this blocks.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use osier_core::{CacheKey, SharedClock, StoreError, StoreErrorKind, TenantKey};

use crate::SledSettings;
use crate::directory::Directory;
use crate::generation::Generation;
use crate::room::{Room, Taken};
use crate::stamp::{alive, stamped};

/// So many operations in a row that do not come back are no accident.
const STRIKES: u32 = 3;

/// The generations that are in use, and what is known of them.
pub(crate) struct Shelf {
    pub(crate) directory: Directory,
    pub(crate) settings: SledSettings,
    pub(crate) clock: SharedClock,
    held: RwLock<Arc<Held>>,
    /// Held for as long as opening a generation takes, at most.
    changing: Mutex<Change>,
    pub(crate) room: Room,
    pub(crate) dropped: AtomicU64,
    strikes: AtomicU32,
}

/// The newest first, which is written to.
#[derive(Default)]
pub(crate) struct Held {
    pub(crate) generations: Vec<Arc<Generation>>,
    /// This tenant is being erased from all but the newest.
    pub(crate) barred: Option<TenantKey>,
}

/// What whoever changes the generations must know.
#[derive(Default)]
pub(crate) struct Change {
    pub(crate) last_number: u64,
    pub(crate) last_try: Option<Instant>,
    /// Threads that opened a database and never came back.
    pub(crate) lost: u32,
}

impl Shelf {
    pub(crate) fn new(directory: Directory, settings: SledSettings, clock: SharedClock) -> Self {
        Self {
            directory,
            settings,
            clock,
            held: RwLock::default(),
            changing: Mutex::default(),
            room: Room::new(settings.fill_up_to()),
            dropped: AtomicU64::new(0),
            strikes: AtomicU32::new(0),
        }
    }

    pub(crate) fn get(&self, key: &CacheKey) -> Result<Option<Bytes>, StoreError> {
        let held = self.held();
        let bytes = key.to_bytes();
        for (place, generation) in held.generations.iter().enumerate() {
            let is_barred = held.barred.as_ref() == Some(key.tenant());
            if place > 0 && (is_barred || generation.is_broken()) {
                continue;
            }
            if let Some(found) = generation.get(&bytes)? {
                return Ok(alive(&found, self.clock.unix_time()));
            }
        }
        Ok(None)
    }

    pub(crate) fn put(
        &self,
        key: &CacheKey,
        entry: &[u8],
        keep: Duration,
    ) -> Result<(), StoreError> {
        let stamped = stamped(entry, self.clock.unix_time(), keep);
        let length = u64::try_from(stamped.len() + CacheKey::LENGTH).unwrap_or(u64::MAX);
        let _taken = self.room_for(length)?;
        let held = self.held();
        let newest = held.generations.first().ok_or_else(nothing_open)?;
        newest.put(&key.to_bytes(), stamped)?;
        newest.is_in_place()
    }

    /// Room for so much, which may have to be made first.
    fn room_for(&self, length: u64) -> Result<Taken<'_>, StoreError> {
        let taken = self.room.take(length).or_else(|| {
            self.tend();
            self.room.take(length)
        });
        taken.ok_or_else(|| {
            StoreError::new(StoreErrorKind::Busy, "old files are still being deleted")
        })
    }

    /// What an older generation could not write was told when that failed.
    pub(crate) fn flush(&self) -> Result<(), StoreError> {
        let held = self.held();
        let (newest, older) = held.generations.split_first().ok_or_else(nothing_open)?;
        newest.flush()?;
        older.iter().filter(|older| !older.is_troubled()).try_for_each(|older| older.flush())
    }

    /// An operation did not come back in time; those that did clear that.
    pub(crate) fn strike(&self) {
        if self.strikes.fetch_add(1, Ordering::AcqRel) + 1 >= STRIKES {
            self.give_up_on_all();
            self.clear_strikes();
        }
    }

    /// Operations are stuck, and nobody knows in which generation.
    pub(crate) fn give_up_on_all(&self) {
        for generation in &self.held().generations {
            generation.suffer(StoreErrorKind::Damaged);
        }
    }

    pub(crate) fn clear_strikes(&self) {
        self.strikes.store(0, Ordering::Release);
    }

    pub(crate) fn held(&self) -> Arc<Held> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Only while `changing` is locked.
    pub(crate) fn hold(&self, held: Held) {
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(held);
    }

    pub(crate) fn change(&self) -> MutexGuard<'_, Change> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `None` if somebody else is at it.
    pub(crate) fn try_change(&self) -> Option<MutexGuard<'_, Change>> {
        self.changing.try_lock().ok()
    }
}

fn nothing_open() -> StoreError {
    StoreError::new(StoreErrorKind::Failed, "no database could be opened; it is tried again")
}
