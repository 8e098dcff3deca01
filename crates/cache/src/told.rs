//! Telling what happens: to whoever listens, and to counters.

use std::sync::atomic::{AtomicU64, Ordering};

use osier_core::{CacheStatus, Notice, SharedObserver, StoreError};

/// What a cache has done since it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Answers that were stored and fresh.
    pub hits: u64,
    /// Answers that were stored and no longer fresh.
    pub stale: u64,
    /// Answers for which somebody was asked.
    pub misses: u64,
    /// Answers that somebody else had just asked for.
    pub shared: u64,
    /// Answers that had nothing to do with the cache.
    pub bypassed: u64,
    /// Answers that were stored.
    pub stored: u64,
    /// Writes to an outer tier that were dropped.
    pub dropped_writes: u64,
    /// Entries that were not what had been written.
    pub dropped_entries: u64,
    /// Operations that a store could not do.
    pub failures: u64,
}

/// One counter for each figure, and the observer of what belongs to no request.
pub(crate) struct Told {
    counters: [AtomicU64; 9],
    observer: Option<SharedObserver>,
}

#[derive(Clone, Copy)]
enum Figure {
    Hits,
    Stale,
    Misses,
    Shared,
    Bypassed,
    Stored,
    DroppedWrites,
    DroppedEntries,
    Failures,
}

impl Told {
    pub(crate) fn new(observer: Option<SharedObserver>) -> Self {
        Self { counters: Default::default(), observer }
    }

    pub(crate) fn answered(&self, status: CacheStatus) {
        self.count(match status {
            CacheStatus::Hit => Figure::Hits,
            CacheStatus::Stale => Figure::Stale,
            CacheStatus::Miss => Figure::Misses,
            CacheStatus::Shared => Figure::Shared,
            CacheStatus::Bypass => Figure::Bypassed,
        });
    }

    pub(crate) fn stored(&self) {
        self.count(Figure::Stored);
    }

    /// The same result, of which is told if it is an error.
    pub(crate) fn of<T>(
        &self,
        store: &'static str,
        operation: &'static str,
        result: Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        result.inspect_err(|error| self.failed(store, operation, error))
    }

    pub(crate) fn failed(&self, store: &'static str, operation: &'static str, error: &StoreError) {
        self.count(Figure::Failures);
        self.notify(&Notice::StoreFailed { store, operation, error });
    }

    pub(crate) fn write_dropped(&self, store: &'static str, reason: &'static str) {
        self.count(Figure::DroppedWrites);
        self.notify(&Notice::WriteDropped { store, reason });
    }

    pub(crate) fn entry_dropped(&self, store: &'static str, reason: &'static str) {
        self.count(Figure::DroppedEntries);
        self.notify(&Notice::EntryDropped { store, reason });
    }

    pub(crate) fn stats(&self) -> Stats {
        let [hits, stale, misses, shared, bypassed, stored, writes, entries, failures] =
            self.counters.each_ref().map(|counter| counter.load(Ordering::Relaxed));
        Stats {
            hits,
            stale,
            misses,
            shared,
            bypassed,
            stored,
            dropped_writes: writes,
            dropped_entries: entries,
            failures,
        }
    }

    fn count(&self, figure: Figure) {
        if let Some(counter) = self.counters.get(figure as usize) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn notify(&self, notice: &Notice<'_>) {
        if let Some(observer) = &self.observer {
            observer.on_notice(notice);
        }
    }
}
