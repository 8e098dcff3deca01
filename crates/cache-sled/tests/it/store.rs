//! It is a store, of one process, and outlasts it.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use osier_cache_sled::{SledSettings, SledStore};
use osier_conformance::{Runtime, StoreSuite};
use osier_core::{CacheStore, StoreErrorKind};

use crate::place::{Place, here, process};
use crate::{LONG, MIB, is_there, key, open, put, real};

const TOKIO: Runtime = Runtime {
    spawn: |work| {
        let task = tokio::spawn(work);
        Box::pin(async { task.await.expect("the work") })
    },
    pause: |span| Box::pin(pause(span)),
};

#[expect(clippy::disallowed_methods, reason = "the disk knows no other time")]
pub(crate) async fn pause(span: Duration) {
    tokio::time::sleep(span).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_a_store() {
    let place = Place::new("conformance");
    let store = Arc::new(open(place.path()).await);
    StoreSuite { store, runtime: TOKIO }.all().await;
}

#[tokio::test]
async fn what_was_put_is_there_after_a_restart() {
    let place = Place::new("restart");
    for round in 0..5 {
        let store = open(place.path()).await;
        for earlier in 0..round {
            assert!(is_there(&store, &key(1, earlier), 4000).await, "{earlier} in {round}");
        }
        put(&store, &key(1, round), 4000).await;
        store.flush().await.unwrap();
    }
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused() {
    let default = SledSettings::default();
    let wrong = [
        (default.cap(8 * MIB - 1), "cap is `8388607`; allowed is 8 MiB (8388608) to 64 GiB"),
        (default.keep(Duration::ZERO), "keep is `0ns`; allowed is a minute to 30 days"),
        (default.flush_every(LONG), "flush_every is `3600s`; allowed is 10 ms to a minute"),
        (default.patience(LONG), "patience is `3600s`; allowed is 10 ms to a minute"),
        (default.open_within(LONG), "open_within is `3600s`; allowed is 100 ms to 5 minutes"),
        (default.renew_after(LONG * 2), "renew_after is `7200s`; allowed is 10 ms to an hour"),
    ];
    let place = Place::new("settings");
    for (settings, said) in wrong {
        assert_eq!(settings.check().unwrap_err().to_string(), said);
        let refused = SledStore::open(place.path(), settings, real()).await.unwrap_err();
        assert_eq!(refused.kind(), StoreErrorKind::Failed);
    }
}

#[tokio::test]
async fn too_large_an_entry_is_refused_and_displaces_only_its_own_past() {
    let place = Place::new("large");
    let settings = SledSettings::default().cap(16 * MIB);
    let store = crate::open_with(place.path(), settings).await;
    put(&store, &key(1, 1), 10).await;
    let large = vec![0; usize::try_from(MIB + 1).unwrap()];
    let refused = store.put(&key(1, 1), large.into(), LONG).await.unwrap_err();
    assert_eq!(refused.kind(), StoreErrorKind::Full);
    assert_eq!(store.get(&key(1, 1)).await, Ok(None));
}

#[tokio::test]
async fn a_directory_belongs_to_one_process() {
    let place = Place::new("two");
    let store = open(place.path()).await;
    put(&store, &key(1, 1), 100).await;
    let mut other = process("store::another_process", place.path());
    let output = other.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    assert!(is_there(&store, &key(1, 1), 100).await);
    drop(store);
    assert!(is_there(&open(place.path()).await, &key(1, 1), 100).await, "given up");
}

#[tokio::test]
#[ignore = "another process"]
async fn another_process() {
    let here = here();
    let refused = SledStore::open(&here, SledSettings::default(), real()).await.unwrap_err();
    assert_eq!(refused.kind(), StoreErrorKind::InUse);
    let said = refused.to_string();
    assert!(said.contains(here.to_str().unwrap()) && said.contains("one of its own"), "{said}");
}

#[tokio::test]
async fn a_place_that_is_none_is_an_error_that_says_so() {
    let place = Place::new("none");
    let file = place.path().join("file");
    fs::write(&file, "not a directory").unwrap();
    let refused = SledStore::open(&file, SledSettings::default(), real()).await.unwrap_err();
    assert!(refused.to_string().contains(file.to_str().unwrap()), "{refused}");
    assert_eq!(fs::read(&file).unwrap(), b"not a directory");
}

#[tokio::test]
async fn whatever_else_is_in_the_directory_stays() {
    let place = Place::new("guests");
    let guests = ["notes.txt", "7-8", "00000000x1-17", "0000000001-", "db"];
    for guest in guests {
        fs::create_dir_all(place.path().join(guest)).unwrap();
        fs::write(place.path().join(guest).join("x"), "x").unwrap();
    }
    for _ in 0..2 {
        let store = open(place.path()).await;
        put(&store, &key(1, 1), 100).await;
        store.remove(&osier_core::Erase::Everything).await.unwrap();
    }
    for guest in guests {
        assert!(place.path().join(guest).join("x").exists(), "{guest}");
    }
}
