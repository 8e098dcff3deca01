//! One entry, what it weighs, and for how long it is kept.

use std::time::{Duration, Instant};

use bytes::Bytes;
use moka::Expiry;
use osier_core::CacheKey;

/// What keeping an entry costs besides its bytes and its key: its place in the table, in the order of eviction
/// and in that of expiry. In bytes.
///
/// Measured as what the resident memory of a process grew by while a store filled up, per entry and less its bytes and
/// its key (x86-64 Linux, glibc): 450 to 470 with entries of 16 to 1024 bytes.
pub const OVERHEAD: usize = 460;

/// One part in so many of an entry's bytes is lost between pieces of all sizes that come and go: measured likewise,
/// with entries of up to 16 KiB.
const LOST_PART: usize = 16;

/// Longer than any process runs, and short enough for every clock.
const LONGEST: Duration = Duration::from_secs(10 * 365 * 86_400);

/// An entry, and for how long.
#[derive(Clone)]
pub(crate) struct Kept {
    pub(crate) entry: Bytes,
    keep: Duration,
}

/// Every entry has its own time, from when it was last put.
pub(crate) struct ByItself;

impl Kept {
    /// A copy, so that nothing but this entry is held.
    pub(crate) fn new(entry: &[u8], keep: Duration) -> Self {
        Self { entry: Bytes::copy_from_slice(entry), keep: keep.min(LONGEST) }
    }

    /// In bytes.
    pub(crate) fn weight(&self) -> u32 {
        u32::try_from(weight_of(self.entry.len())).unwrap_or(u32::MAX)
    }
}

/// What an entry of this length weighs, in bytes.
pub(crate) fn weight_of(length: usize) -> usize {
    let lost = length / LOST_PART;
    length.saturating_add(lost).saturating_add(CacheKey::LENGTH + OVERHEAD)
}

impl Expiry<CacheKey, Kept> for ByItself {
    fn expire_after_create(&self, _: &CacheKey, kept: &Kept, _: Instant) -> Option<Duration> {
        Some(kept.keep)
    }

    fn expire_after_update(
        &self,
        _: &CacheKey,
        kept: &Kept,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(kept.keep)
    }
}
