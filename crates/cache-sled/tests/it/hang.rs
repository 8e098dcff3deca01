//! Files that never answer: pipes that nobody writes to.
#![cfg(unix)]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use osier_cache_sled::{SledSettings, SledStore};
use osier_core::{CacheStore, Clock, StoreErrorKind};

use crate::place::{Place, copy, files};
use crate::store::pause;
use crate::{Real, is_there, key, open, put, real, wait_until_usable};

/// So long that it has a file of its own.
const LARGE: usize = 900_000;

fn quick() -> SledSettings {
    let millis = Duration::from_millis;
    SledSettings::default().open_within(millis(1500)).patience(millis(500)).renew_after(millis(200))
}

/// Puts a pipe in place of this file.
fn silence(file: &Path) {
    fs::remove_file(file).unwrap();
    assert!(Command::new("mkfifo").arg(file).status().unwrap().success());
}

/// Ends the waiting of whoever reads it: a runtime ends only after its threads.
fn release(pipe: &Path) {
    let _ = File::options().read(true).write(true).open(pipe);
}

/// A directory as a killed process left it, with a small entry and a large one.
async fn template(place: &Place) -> PathBuf {
    let (open, whole) = (place.path().join("open"), place.path().join("whole"));
    let store = self::open(&open).await;
    put(&store, &key(1, 1), 100).await;
    put(&store, &key(1, 2), LARGE).await;
    store.flush().await.unwrap();
    copy(&open, &whole);
    whole
}

#[tokio::test]
async fn what_does_not_open_in_time_is_dropped() {
    let place = Place::new("unopened");
    let whole = template(&place).await;
    let conf = files(&whole).into_iter().find(|file| file.ends_with("conf")).unwrap();
    silence(&conf);
    let begun = Real.now();
    let opened = SledStore::open(&whole, quick(), real()).await.unwrap();
    let took = Real.now() - begun;
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert_eq!(opened.dropped, 1);
    assert!(!conf.exists(), "its files are deleted");
    put(&opened.store, &key(1, 1), 100).await;
    assert!(is_there(&opened.store, &key(1, 1), 100).await);
}

/// A store over an entry that is not answered for, and that entry's file.
async fn silenced(place: &Place) -> (SledStore, PathBuf) {
    let whole = template(place).await;
    let store = SledStore::open(&whole, quick(), real()).await.unwrap().store;
    let is_blob = |file: &&PathBuf| file.parent().unwrap().ends_with("blobs");
    let blob = files(&whole).iter().find(is_blob).unwrap().clone();
    silence(&blob);
    (store, blob)
}

#[tokio::test]
async fn a_file_that_never_answers_costs_those_who_ask_for_it_and_in_the_end_its_generation() {
    let place = Place::new("silent");
    let (store, blob) = silenced(&place).await;
    for _ in 0..3 {
        let refused = store.get(&key(1, 2)).await.unwrap_err();
        assert_eq!(refused.kind(), StoreErrorKind::Timeout);
    }
    wait_until_usable(&store).await;
    assert_eq!(store.dropped(), 1);
    release(&blob);
}

/// As a cache with several tiers asks: for a moment, and then no more.
#[tokio::test]
async fn those_who_do_not_wait_for_it_do_not_take_all_places_for_ever() {
    let place = Place::new("impatient");
    let (store, blob) = silenced(&place).await;
    let unanswered = key(1, 2);
    for _ in 0..40 {
        let mut asked = std::pin::pin!(store.get(&unanswered));
        let moment = pause(Duration::from_millis(5));
        tokio::select! {
            answer = &mut asked => panic!("{answer:?}"),
            () = moment => {}
        }
    }
    wait_until_usable(&store).await;
    assert_eq!(store.dropped(), 1);
    release(&blob);
}
