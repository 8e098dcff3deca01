//! What is erased leaves the disk.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use osier_cache_sled::SledSettings;
use osier_core::{CacheStore, Erase, TenantKey};

use crate::place::{Place, files};
use crate::{LONG, MIB, is_there, key, open, open_with, put};

const MARKER: &[u8] = b"only this tenant ever asked for it";

/// Whether these bytes stand in any file.
pub(crate) fn is_on_disk(directory: &Path, bytes: &[u8]) -> bool {
    let found = |file: &std::path::PathBuf| {
        fs::read(file).is_ok_and(|content| content.windows(bytes.len()).any(|at| at == bytes))
    };
    files(directory).iter().any(found)
}

async fn put_marked(store: &osier_cache_sled::SledStore, tenant: u8, number: u32, length: usize) {
    let mut marked = MARKER.to_vec();
    marked.extend(format!(" of {tenant}").into_bytes());
    marked.resize(length.max(marked.len()), b'.');
    store.put(&key(tenant, number), marked.into(), LONG).await.unwrap();
}

fn marker(tenant: u8) -> Vec<u8> {
    [MARKER, format!(" of {tenant}").as_bytes()].concat()
}

#[tokio::test]
async fn a_tenant_that_is_erased_is_off_the_disk_and_the_others_are_not() {
    let place = Place::new("tenant");
    let store = open(place.path()).await;
    for number in 0..200 {
        for tenant in [1, 2, 3] {
            put_marked(&store, tenant, number, 2000).await;
        }
    }
    put_marked(&store, 2, 1000, 900_000).await;
    store.remove(&Erase::Key(key(2, 7))).await.unwrap();
    store.flush().await.unwrap();
    assert!(is_on_disk(place.path(), &marker(2)) && is_on_disk(place.path(), &[2; 16]));
    store.remove(&Erase::Tenant(TenantKey::new([2; 16]))).await.unwrap();
    assert!(!is_on_disk(place.path(), &marker(2)), "a file has its content");
    assert!(!is_on_disk(place.path(), &[2; 16]), "a file has its key");
    for number in 0..200 {
        assert_eq!(store.get(&key(2, number)).await, Ok(None));
        assert!(store.get(&key(1, number)).await.unwrap().is_some());
    }
    drop(store);
    let store = open(place.path()).await;
    for number in 0..200 {
        assert_eq!(store.get(&key(2, number)).await, Ok(None));
        assert!(store.get(&key(3, number)).await.unwrap().is_some(), "it outlasts a restart");
    }
}

#[tokio::test]
async fn nothing_is_left_of_everything() {
    let place = Place::new("everything");
    let store = open(place.path()).await;
    for number in 0..300 {
        put_marked(&store, 1, number, 3000).await;
    }
    store.flush().await.unwrap();
    store.remove(&Erase::Everything).await.unwrap();
    assert!(!is_on_disk(place.path(), MARKER));
    put(&store, &key(1, 1), 100).await;
    assert!(is_there(&store, &key(1, 1), 100).await);
}

/// Whoever reads and writes meanwhile goes on, and finds nothing of the tenant that was there before.
#[tokio::test(flavor = "multi_thread")]
async fn erasing_stops_nobody() {
    let place = Place::new("meanwhile");
    let settings = SledSettings::default().cap(64 * MIB);
    let store = Arc::new(open_with(place.path(), settings).await);
    for number in 0..500 {
        put(&store, &key(1, number), 4000).await;
        put(&store, &key(2, number), 4000).await;
    }
    let erasing = tokio::spawn({
        let store = Arc::clone(&store);
        async move { store.remove(&Erase::Tenant(TenantKey::new([2; 16]))).await }
    });
    let mut meanwhile = 0;
    while !erasing.is_finished() {
        put(&store, &key(3, meanwhile), 1000).await;
        assert!(is_there(&store, &key(3, meanwhile), 1000).await);
        assert!(is_there(&store, &key(1, meanwhile % 500), 4000).await);
        meanwhile += 1;
    }
    erasing.await.unwrap().unwrap();
    assert!(meanwhile > 3, "only {meanwhile} in that time");
    for number in 0..meanwhile {
        assert!(is_there(&store, &key(3, number), 1000).await);
    }
    for number in 0..500 {
        assert!(!is_there(&store, &key(2, number), 4000).await);
        assert!(is_there(&store, &key(1, number), 4000).await);
    }
}

#[tokio::test]
async fn erasing_again_and_again_leaves_no_more_than_two_generations() {
    let place = Place::new("again");
    let store = open(place.path()).await;
    for round in 0..10 {
        put(&store, &key(1, round), 1000).await;
        put(&store, &key(2, round), 1000).await;
        store.remove(&Erase::Tenant(TenantKey::new([2; 16]))).await.unwrap();
        let entries = fs::read_dir(place.path()).unwrap().flatten();
        let generations = entries.filter(|entry| entry.path().is_dir()).count();
        assert_eq!(generations, 2, "after {round}");
    }
    for round in 0..10 {
        assert!(is_there(&store, &key(1, round), 1000).await);
        assert!(!is_there(&store, &key(2, round), 1000).await);
    }
}

#[tokio::test]
async fn an_entry_that_is_erased_does_not_come_back() {
    let place = Place::new("entry");
    let store = open(place.path()).await;
    put(&store, &key(1, 1), 100).await;
    store.flush().await.unwrap();
    store.remove(&Erase::Key(key(1, 1))).await.unwrap();
    let (crashed, after) = (place.path().join("crashed"), place.path().join("after"));
    fs::create_dir_all(&crashed).unwrap();
    crate::place::copy(place.path(), &after);
    let _ = fs::remove_dir_all(after.join("crashed"));
    let store = open(&after).await;
    assert_eq!(store.get(&key(1, 1)).await, Ok(None));
}

/// As a killed process leaves it.
async fn is_there_after_a_kill(at: &Place, number: u32) -> bool {
    let after = at.path().join("after");
    crate::place::copy(&at.path().join("open"), &after);
    let store = open(&after).await;
    store.get(&key(1, number)).await.unwrap().is_some()
}

/// What displaced it was too large to be put, and nobody was promised that it is off the disk.
#[tokio::test]
async fn an_entry_that_was_displaced_and_then_erased_does_not_come_back() {
    let place = Place::new("displaced");
    let settings = SledSettings::default().cap(8 * MIB).flush_every(Duration::from_secs(60));
    let store = open_with(&place.path().join("open"), settings).await;
    put(&store, &key(1, 1), 100).await;
    store.flush().await.unwrap();
    let too_large = store.put(&key(1, 1), vec![0; 1_000_000].into(), LONG).await;
    assert!(too_large.is_err());
    store.remove(&Erase::Key(key(1, 1))).await.unwrap();
    assert!(!is_there_after_a_kill(&place, 1).await);
}
