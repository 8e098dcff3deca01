//! It is a store.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Waker};

use bytes::Bytes;
use osier_cache_memory::MemoryStore;
use osier_conformance::{Runtime, StoreSuite};
use osier_core::{CacheStore, Erase, StoreErrorKind, TenantKey};

use crate::{LONG, MIB, key};

const TOKIO: Runtime = Runtime {
    spawn: |work| {
        let task = tokio::spawn(work);
        Box::pin(async { task.await.expect("the work") })
    },
    pause: |span| Box::pin(pause(span)),
};

#[expect(clippy::disallowed_methods, reason = "it keeps real time")]
async fn pause(span: std::time::Duration) {
    tokio::time::sleep(span).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_a_store() {
    StoreSuite { store: Arc::new(MemoryStore::default()), runtime: TOKIO }.all().await;
}

#[test]
fn less_than_a_mebibyte_is_refused() {
    assert!(MemoryStore::try_new(MIB).is_ok());
    let error = MemoryStore::try_new(MIB - 1).unwrap_err();
    assert_eq!(error.to_string(), "bytes is `1048575`; allowed is 1 MiB (1048576) or more");
    assert_eq!(MemoryStore::default().bytes(), 64 * MIB);
}

#[tokio::test]
async fn too_large_an_entry_is_refused_and_displaces_only_its_own_past() {
    let store = MemoryStore::try_new(MIB).unwrap();
    store.put(&key(1, 1), "old".into(), LONG).await.unwrap();
    store.put(&key(1, 2), "other".into(), LONG).await.unwrap();
    let eighth = usize::try_from(MIB / 8).unwrap();
    let refused = store.put(&key(1, 1), vec![0; eighth].into(), LONG).await.unwrap_err();
    assert_eq!(refused.kind(), StoreErrorKind::Full);
    assert_eq!(store.get(&key(1, 1)).await, Ok(None));
    assert_eq!(store.get(&key(1, 2)).await, Ok(Some("other".into())));
}

#[tokio::test]
async fn a_small_piece_does_not_hold_the_whole() {
    let store = MemoryStore::default();
    let whole = Bytes::from(vec![1; 1 << 20]);
    store.put(&key(1, 1), whole.slice(..10), LONG).await.unwrap();
    assert!(whole.is_unique());
}

#[tokio::test]
async fn getting_does_not_copy() {
    let store = MemoryStore::default();
    store.put(&key(1, 1), vec![1; 1000].into(), LONG).await.unwrap();
    let got = [store.get(&key(1, 1)).await, store.get(&key(1, 1)).await];
    let at = got.map(|got| got.unwrap().unwrap().as_ptr());
    assert_eq!(at[0], at[1]);
}

/// Erasing looks at every key; whoever shares the thread does not wait for all of it.
#[test]
fn erasing_a_tenant_gives_way_to_others() {
    let store = MemoryStore::default();
    for request in 0..50_000 {
        let key = key(1, request);
        let put = store.put(&key, "x".into(), LONG);
        assert!(pin!(put).poll(&mut Context::from_waker(Waker::noop())).is_ready());
    }
    let tenant = Erase::Tenant(TenantKey::new([1; 16]));
    let mut erasing = pin!(store.remove(&tenant));
    let mut turns = 1;
    while erasing.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
        turns += 1;
    }
    assert!(turns > 10, "in {turns} turns");
    assert_eq!((store.entries(), store.held()), (0, 0));
}
