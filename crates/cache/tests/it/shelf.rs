//! A store that does as it is told.

use std::collections::HashMap;
use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use osier_core::{
    CacheKey, CacheStore, Clock, Erase, SharedStore, StoreError, StoreErrorKind, TenantKey,
};
use osier_http::TokioClock;
use tokio::sync::Semaphore;

/// What a store is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Get,
    Put,
    Remove,
    Flush,
}

/// How it takes that.
#[derive(Clone, Default)]
pub(crate) enum Mood {
    #[default]
    Works,
    Hangs,
    Panics,
    Fails(StoreErrorKind),
    Slow(Duration),
    /// Does nothing before there is a permit.
    HeldBefore(Arc<Semaphore>),
    /// Says nothing of what it has done before there is a permit.
    HeldAfter(Arc<Semaphore>),
}

/// Entries under keys, in memory. Clones are the same.
#[derive(Clone)]
pub(crate) struct Shelf(Arc<Inner>);

struct Inner {
    name: &'static str,
    entries: Mutex<HashMap<CacheKey, (Bytes, Duration)>>,
    asked: [AtomicUsize; 4],
    moods: Mutex<[Mood; 4]>,
}

impl Shelf {
    pub(crate) fn new(name: &'static str) -> Self {
        let (entries, asked, moods) = Default::default();
        Self(Arc::new(Inner { name, entries, asked, moods }))
    }

    pub(crate) fn shared(&self) -> SharedStore {
        Arc::new(self.clone())
    }

    pub(crate) fn set(&self, op: Op, mood: Mood) {
        self.0.moods.lock().unwrap()[op as usize] = mood;
    }

    /// From now on nothing gets done before, or after, that many permits are given.
    pub(crate) fn hold(&self, op: Op, mood: fn(Arc<Semaphore>) -> Mood) -> Arc<Semaphore> {
        let held = Arc::new(Semaphore::new(0));
        self.set(op, mood(Arc::clone(&held)));
        held
    }

    /// How often it was asked that.
    pub(crate) fn asked(&self, op: Op) -> usize {
        self.0.asked[op as usize].load(Ordering::Relaxed)
    }

    pub(crate) fn place(&self, key: CacheKey, entry: Bytes) {
        self.0.entries.lock().unwrap().insert(key, (entry, Duration::MAX));
    }

    pub(crate) fn look(&self, key: &CacheKey) -> Option<Bytes> {
        self.0.entries.lock().unwrap().get(key).map(|(entry, _)| entry.clone())
    }

    pub(crate) fn forget(&self, key: &CacheKey) {
        self.0.entries.lock().unwrap().remove(key);
    }

    /// How long it was told to keep this.
    pub(crate) fn keeps(&self, key: &CacheKey) -> Option<Duration> {
        self.0.entries.lock().unwrap().get(key).map(|(_, keep)| *keep)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.entries.lock().unwrap().len()
    }

    /// How many hold it.
    pub(crate) fn holders(&self) -> usize {
        Arc::strong_count(&self.0)
    }

    async fn take<T>(&self, op: Op, work: impl FnOnce(&mut Map) -> T) -> Result<T, StoreError> {
        self.0.asked[op as usize].fetch_add(1, Ordering::Relaxed);
        let mood = self.0.moods.lock().unwrap()[op as usize].clone();
        match &mood {
            Mood::Hangs => pending().await,
            Mood::Panics => panic!("as it was told"),
            Mood::Fails(kind) => return Err(StoreError::new(*kind, "as it was told")),
            Mood::Slow(span) => TokioClock.sleep_until(TokioClock.after(*span)).await,
            Mood::HeldBefore(held) => held.acquire().await.unwrap().forget(),
            Mood::Works | Mood::HeldAfter(_) => {}
        }
        let done = work(&mut self.0.entries.lock().unwrap());
        if let Mood::HeldAfter(held) = &mood {
            held.acquire().await.unwrap().forget();
        }
        Ok(done)
    }
}

type Map = HashMap<CacheKey, (Bytes, Duration)>;

#[async_trait]
impl CacheStore for Shelf {
    fn name(&self) -> &'static str {
        self.0.name
    }

    async fn get(&self, key: &CacheKey) -> Result<Option<Bytes>, StoreError> {
        self.take(Op::Get, |map| map.get(key).map(|(entry, _)| entry.clone())).await
    }

    async fn put(&self, key: &CacheKey, entry: Bytes, keep: Duration) -> Result<(), StoreError> {
        self.take(Op::Put, |map| drop(map.insert(*key, (entry, keep)))).await
    }

    async fn remove(&self, what: &Erase) -> Result<(), StoreError> {
        let stays = |key: &CacheKey| match what {
            Erase::Key(gone) => key != gone,
            Erase::Tenant(gone) => key.tenant() != gone as &TenantKey,
            Erase::Everything => false,
        };
        self.take(Op::Remove, |map| map.retain(|key, _| stays(key))).await
    }

    async fn flush(&self) -> Result<(), StoreError> {
        self.take(Op::Flush, |_| ()).await
    }
}
