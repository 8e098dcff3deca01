//! For how long.

use std::time::Duration;

use bytes::Bytes;
use osier_core::CacheKey;

use super::{LONG, StoreSuite, key};

const NAME: &str = "keep";
const SHORT: Duration = Duration::from_secs(1);

pub(super) async fn check(suite: &StoreSuite) {
    check_there(suite).await;
    put_for(suite, &key(2, 1), LONG).await;
    put_for(suite, &key(2, 1), SHORT).await;
    put_for(suite, &key(2, 2), SHORT).await;
    put_for(suite, &key(2, 2), LONG).await;
    put_for(suite, &key(2, 3), Duration::MAX).await;
    let _ = suite.store.put(&key(2, 4), Bytes::from_static(b"x"), Duration::ZERO).await;
    for gone in [key(1, 1), key(2, 1), key(2, 4)] {
        wait_until_gone(suite, &gone).await;
    }
    suite.expect(NAME, &key(2, 2), b"x").await;
    suite.expect(NAME, &key(2, 3), b"x").await;
}

async fn put_for(suite: &StoreSuite, key: &CacheKey, keep: Duration) {
    let put = suite.store.put(key, Bytes::from_static(b"x"), keep).await;
    put.unwrap_or_else(|error| panic!("{NAME}: put for {keep:?}: {error}"));
}

/// It is there before; on a machine that stands still for a second, a little later.
async fn check_there(suite: &StoreSuite) {
    for _ in 0..10 {
        put_for(suite, &key(1, 1), SHORT).await;
        if suite.get(NAME, &key(1, 1)).await.is_some() {
            return;
        }
    }
    panic!("{NAME}: an entry that is kept for {SHORT:?} is never there");
}

async fn wait_until_gone(suite: &StoreSuite, key: &CacheKey) {
    for _ in 0..100 {
        if suite.get(NAME, key).await.is_none() {
            return;
        }
        (suite.runtime.pause)(Duration::from_millis(50)).await;
    }
    panic!("{NAME}: {key} is there five seconds after its time");
}
