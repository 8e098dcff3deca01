//! A store outside of the process, which may have its troubles.

use std::collections::HashMap;
use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use osier::{CacheKey, CacheStore, Erase, StoreError, StoreErrorKind};

/// An outer store that counts how often it is read. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Outer(Arc<Inner>);

#[derive(Default)]
struct Inner {
    entries: Mutex<HashMap<CacheKey, Bytes>>,
    reads: AtomicUsize,
    manner: Mutex<Manner>,
}

#[derive(Clone, Copy, Default)]
pub(crate) enum Manner {
    #[default]
    Works,
    Hangs,
    Fails(StoreErrorKind),
    /// It can be read.
    IsFull,
}

impl Outer {
    /// How often it was read since this was asked last.
    pub(crate) fn reads(&self) -> usize {
        self.0.reads.swap(0, Ordering::Relaxed)
    }

    pub(crate) fn set(&self, manner: Manner) {
        *self.0.manner.lock().expect("not poisoned") = manner;
    }

    async fn answers(&self) -> Result<(), StoreError> {
        let manner = *self.0.manner.lock().expect("not poisoned");
        match manner {
            Manner::Works | Manner::IsFull => Ok(()),
            Manner::Hangs => pending().await,
            Manner::Fails(kind) => Err(StoreError::new(kind, "nobody is there")),
        }
    }
}

#[async_trait]
impl CacheStore for Outer {
    fn name(&self) -> &'static str {
        "outer"
    }

    async fn get(&self, key: &CacheKey) -> Result<Option<Bytes>, StoreError> {
        self.0.reads.fetch_add(1, Ordering::Relaxed);
        self.answers().await?;
        Ok(self.0.entries.lock().expect("not poisoned").get(key).cloned())
    }

    async fn put(&self, key: &CacheKey, entry: Bytes, _: Duration) -> Result<(), StoreError> {
        self.answers().await?;
        if matches!(*self.0.manner.lock().expect("not poisoned"), Manner::IsFull) {
            return Err(StoreError::new(StoreErrorKind::Full, "there is no room"));
        }
        self.0.entries.lock().expect("not poisoned").insert(*key, entry);
        Ok(())
    }

    async fn remove(&self, _: &Erase) -> Result<(), StoreError> {
        self.answers().await?;
        self.0.entries.lock().expect("not poisoned").clear();
        Ok(())
    }
}
