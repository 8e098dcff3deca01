//! What all the scenarios need.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use osier_cache_redis::{RedisSettings, RedisStore};
use osier_core::{CacheKey, CacheStore, StoreError, StoreErrorKind, TenantKey};
use tokio::time::timeout;

/// Beyond the limits of an operation: what a busy machine may add.
const SLACK: Duration = Duration::from_millis(1500);
/// The limits of these tests, wide enough for a busy machine and short enough for many tests.
pub(crate) const LIMIT: Duration = Duration::from_millis(500);
const HOUR: Duration = Duration::from_secs(3600);

pub(crate) fn settings(url: impl Into<String>) -> RedisSettings {
    RedisSettings::new(url).response_timeout(LIMIT).connect_timeout(LIMIT)
}

pub(crate) fn store(settings: RedisSettings) -> Arc<RedisStore> {
    Arc::new(RedisStore::new(settings).unwrap())
}

pub(crate) fn at(url: impl Into<String>) -> Arc<RedisStore> {
    store(settings(url))
}

pub(crate) fn key(number: u8) -> CacheKey {
    CacheKey::new(TenantKey::new([1; 16]), [number; 32])
}

/// Puts an entry, within the bound that every operation has.
pub(crate) async fn put(store: &RedisStore, number: u8) -> Result<(), StoreError> {
    let entry = Bytes::from(vec![number; 100]);
    bounded(store.put(&key(number), entry, HOUR)).await
}

/// Gets an entry, within the bound that every operation has; it is the right one or none.
pub(crate) async fn get(store: &RedisStore, number: u8) -> Result<bool, StoreError> {
    let found = bounded(store.get(&key(number))).await?;
    assert!(found.as_ref().is_none_or(|entry| *entry == vec![number; 100]), "of another key");
    Ok(found.is_some())
}

pub(crate) async fn bounded<T>(operation: impl Future<Output = T>) -> T {
    timeout(LIMIT + SLACK, operation).await.expect("an operation should end within its limit")
}

/// Asks until it is so, at most so long.
pub(crate) async fn within(limit: Duration, what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let asked = timeout(limit, async {
        while !is_so().await {
            pass(Duration::from_millis(10)).await;
        }
    });
    assert!(asked.await.is_ok(), "{what} within {limit:?}");
}

pub(crate) async fn pass(span: Duration) {
    let _ = timeout(span, pending::<()>()).await;
}

#[track_caller]
pub(crate) fn assert_kind<T>(result: Result<T, StoreError>, kind: StoreErrorKind) {
    let error = result.err().expect("an error");
    assert_eq!(error.kind(), kind, "{error}");
}
