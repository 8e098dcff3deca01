//! The suite for stores.

mod concurrent;
mod contents;
mod dropped;
mod erasing;
mod keep;
mod keys;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use osier_core::{CacheKey, Erase, SharedStore, TenantKey};

/// Something to be done.
pub type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What the suite needs of the runtime that drives it.
#[derive(Clone, Copy, Debug)]
pub struct Runtime {
    /// Begins this work at once, beside everything else. What it gives ends with it, and panics if it does.
    pub spawn: fn(Work) -> Work,
    /// Lets so much real time pass.
    pub pause: fn(Duration) -> Work,
}

/// What is tested: a store that is empty, has room for 64 MiB, and is used by nobody else.
///
/// Every scenario leaves it empty again, and a failing one says its name. Those of one store follow each other.
#[derive(Clone)]
pub struct StoreSuite {
    /// The store.
    pub store: SharedStore,
    /// What drives it: a runtime with several threads, and in real time.
    pub runtime: Runtime,
}

/// As long as any answer is of use.
const LONG: Duration = Duration::from_secs(3600);

impl StoreSuite {
    /// Every scenario.
    ///
    /// # Panics
    ///
    /// With the first that is wrong.
    pub async fn all(&self) {
        self.contents().await;
        self.keys().await;
        self.erasing().await;
        self.concurrent().await;
        self.dropped().await;
        self.keep().await;
        self.flush().await;
    }

    /// Whatever is put is what is got: nothing, one byte, every byte, a megabyte. The last one that was put
    /// counts, and what was never put is not there.
    ///
    /// # Panics
    ///
    /// If it is not.
    pub async fn contents(&self) {
        contents::check(self).await;
        self.clear("contents").await;
    }

    /// Keys that differ in a single bit, of tenant or request, do not meet.
    ///
    /// # Panics
    ///
    /// If they do.
    pub async fn keys(&self) {
        keys::check(self).await;
        self.clear("keys").await;
    }

    /// What is taken out, an entry, a tenant or all there is, is not found any more, can be put again, and
    /// nothing else is gone.
    ///
    /// # Panics
    ///
    /// If it is otherwise.
    pub async fn erasing(&self) {
        erasing::check(self).await;
        self.clear("erasing").await;
    }

    /// Many who put, get and remove at once, the same and other things, never find what was put elsewhere, or
    /// half of something, and each finds its own.
    ///
    /// # Panics
    ///
    /// If one does not.
    pub async fn concurrent(&self) {
        concurrent::check(self).await;
        self.clear("concurrent").await;
    }

    /// A future that is dropped, wherever it had got to, leaves a store that can be used.
    ///
    /// # Panics
    ///
    /// If it cannot.
    pub async fn dropped(&self) {
        dropped::check(self).await;
        self.clear("dropped").await;
    }

    /// An entry is there for as long as it is kept, and gone soon after; the last time that was said counts.
    /// Lasts about three seconds.
    ///
    /// # Panics
    ///
    /// If it is otherwise.
    pub async fn keep(&self) {
        keep::check(self).await;
        self.clear("keep").await;
    }

    /// Flushing works, also with nothing to flush, and loses nothing; and the name is one.
    ///
    /// # Panics
    ///
    /// If it is otherwise.
    pub async fn flush(&self) {
        self.store.flush().await.expect("flush: with nothing to flush");
        let key = key(9, 1);
        self.put("flush", &key, b"kept").await;
        self.store.flush().await.expect("flush: with something to flush");
        self.expect("flush", &key, b"kept").await;
        let name = self.store.name();
        let is_word = name.bytes().all(|byte| byte.is_ascii_lowercase());
        assert!(is_word && !name.is_empty(), "flush: a store named `{name}`");
        self.clear("flush").await;
        assert!(self.store.name() == name, "flush: the name changes");
    }

    /// Puts an entry, for long.
    async fn put(&self, scenario: &str, key: &CacheKey, entry: &[u8]) {
        let put = self.store.put(key, Bytes::copy_from_slice(entry), LONG).await;
        put.unwrap_or_else(|error| panic!("{scenario}: put: {error}"));
    }

    async fn get(&self, scenario: &str, key: &CacheKey) -> Option<Bytes> {
        self.store.get(key).await.unwrap_or_else(|error| panic!("{scenario}: get: {error}"))
    }

    async fn expect(&self, scenario: &str, key: &CacheKey, entry: &[u8]) {
        let found = self.get(scenario, key).await;
        let Some(found) = found else { panic!("{scenario}: {key} is not there") };
        let at = found.iter().zip(entry).position(|(found, put)| found != put);
        let (is, was) = (found.len(), entry.len());
        assert!(found == entry, "{scenario}: got {is} bytes for {was}, other from {at:?} on");
    }

    async fn expect_none(&self, scenario: &str, key: &CacheKey) {
        let is_there = self.get(scenario, key).await.is_some();
        assert!(!is_there, "{scenario}: {key} is there");
    }

    async fn remove(&self, scenario: &str, what: Erase) {
        let removed = self.store.remove(&what).await;
        removed.unwrap_or_else(|error| panic!("{scenario}: remove {what:?}: {error}"));
    }

    async fn clear(&self, scenario: &str) {
        self.remove(scenario, Erase::Everything).await;
    }
}

impl fmt::Debug for StoreSuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StoreSuite").field(&self.store.name()).finish()
    }
}

/// Some request of some tenant.
fn key(tenant: u8, request: u32) -> CacheKey {
    let mut digest = [0x5a; 32];
    for (at, byte) in digest.iter_mut().zip(request.to_be_bytes()) {
        *at = byte;
    }
    CacheKey::new(TenantKey::new([tenant; 16]), digest)
}
