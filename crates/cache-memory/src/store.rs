//! The store.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use moka::sync::Cache;
use osier_core::{CacheKey, CacheStore, Erase, InvalidSetting, StoreError, StoreErrorKind};

use crate::erase::erase;
use crate::kept::{ByItself, Kept, weight_of};

/// Less holds too few answers to be of use.
const LEAST: u64 = 1024 * 1024;

/// By default, in bytes.
const DEFAULT: u64 = 64 * 1024 * 1024;

/// No entry may have a larger part of the room than this one.
const LARGEST_PART: u64 = 8;

/// Keeps entries in memory, up to so many bytes.
pub struct MemoryStore {
    kept: Cache<CacheKey, Kept>,
    bytes: u64,
}

impl Default for MemoryStore {
    /// Up to **64 MiB**: the answers to some 20,000 requests, in memory that every machine has to spare.
    fn default() -> Self {
        Self::of(DEFAULT)
    }
}

impl MemoryStore {
    /// Keeps so many bytes at most, at least 1 MiB: entries, keys, and what keeping them costs. Resident memory grows
    /// by as much, and may be a tenth above for moments.
    ///
    /// # Errors
    ///
    /// If it is less than 1 MiB.
    pub fn try_new(bytes: u64) -> Result<Self, InvalidSetting> {
        let refusal = || InvalidSetting::new("bytes", bytes.to_string(), "1 MiB (1048576) or more");
        (bytes >= LEAST).then(|| Self::of(bytes)).ok_or_else(refusal)
    }

    fn of(bytes: u64) -> Self {
        let kept = Cache::builder()
            .max_capacity(bytes)
            .weigher(|_, kept: &Kept| kept.weight())
            .expire_after(ByItself)
            .build();
        Self { kept, bytes }
    }

    /// How many bytes it may keep.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many bytes it keeps, by what the entries weigh; what was put or taken out in the last moments may be
    /// missing.
    #[must_use]
    pub fn held(&self) -> u64 {
        self.kept.weighted_size()
    }

    /// How many entries it keeps, as exactly as [`held`](Self::held).
    #[must_use]
    pub fn entries(&self) -> u64 {
        self.kept.entry_count()
    }

    fn fits(&self, entry: &Bytes) -> bool {
        let weight = u64::try_from(weight_of(entry.len())).unwrap_or(u64::MAX);
        weight <= self.bytes / LARGEST_PART
    }
}

#[async_trait]
impl CacheStore for MemoryStore {
    fn name(&self) -> &'static str {
        "memory"
    }

    fn is_memory(&self) -> bool {
        true
    }

    /// Never fails, and never waits.
    async fn get(&self, key: &CacheKey) -> Result<Option<Bytes>, StoreError> {
        Ok(self.kept.get(key).map(|kept| kept.entry))
    }

    /// An entry that is larger than an eighth of the room is [`Full`](StoreErrorKind::Full): it would displace
    /// too many others. What was there under its key is out of date, and taken out.
    async fn put(&self, key: &CacheKey, entry: Bytes, keep: Duration) -> Result<(), StoreError> {
        if !self.fits(&entry) {
            self.kept.invalidate(key);
            let note = format!("{} bytes are too large an entry for {}", entry.len(), self.bytes);
            return Err(StoreError::new(StoreErrorKind::Full, note));
        }
        self.kept.insert(*key, Kept::new(&entry, keep));
        Ok(())
    }

    async fn remove(&self, what: &Erase) -> Result<(), StoreError> {
        erase(&self.kept, what).await;
        Ok(())
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (held, entries) = (self.held(), self.entries());
        let mut shown = f.debug_struct("MemoryStore");
        shown.field("bytes", &self.bytes).field("held", &held).field("entries", &entries).finish()
    }
}
