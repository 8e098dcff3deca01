//! A disk without room: a limit on the size of files is one that needs no rights.
#![cfg(unix)]

use std::process::Command;
use std::time::Duration;

use osier_cache_sled::SledSettings;
use osier_core::{CacheStore, Erase, StoreErrorKind};

use crate::place::{Place, here, process};
use crate::store::pause;
use crate::{LONG, entry, is_there, key, open, open_with, put};

const LENGTH: usize = 10_000;

#[tokio::test]
async fn a_full_disk_stops_writing_alone_and_not_for_ever() {
    let place = Place::new("full");
    let inner = process("full::write", place.path());
    let limited = "trap '' XFSZ; ulimit -S -f 8192; exec \"$0\" \"$@\"";
    let mut outer = Command::new("sh");
    outer.args(["-c", limited]).arg(inner.get_program()).args(inner.get_args());
    outer.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = outer.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{wrong}");
    let store = open(place.path()).await;
    assert!(is_there(&store, &key(9, 9), 100).await, "what was flushed is there");
}

#[tokio::test]
#[ignore = "the process that may not write large files"]
async fn write() {
    let settings = SledSettings::default().renew_after(Duration::from_millis(300));
    let store = open_with(&here(), settings).await;
    for number in 0..50 {
        put(&store, &key(1, number), LENGTH).await;
    }
    store.flush().await.unwrap();
    for time in 1..=2 {
        let mut number = time * 100_000;
        let full = loop {
            let at = key(1, number);
            if let Err(error) = store.put(&at, entry(&at, LENGTH).into(), LONG).await {
                break error;
            }
            number += 1;
        };
        assert_eq!(full.kind(), StoreErrorKind::Full, "{full}");
        assert!(number > time * 100_000 + 20, "{number}");
        if time == 1 {
            for number in 0..50 {
                assert!(is_there(&store, &key(1, number), LENGTH).await, "{number} can be read");
            }
        }
        wait_for_room(&store).await;
    }
    store.flush().await.unwrap();
    assert_eq!(store.dropped(), 0);
    let read_only = key(1, 200_000);
    assert!(is_there(&store, &read_only, LENGTH).await);
    store.remove(&Erase::Key(read_only)).await.unwrap();
    assert_eq!(store.get(&read_only).await, Ok(None), "erased, although it cannot be written");
    put(&store, &key(9, 9), 100).await;
    store.flush().await.unwrap();
}

async fn wait_for_room(store: &osier_cache_sled::SledStore) {
    let at = key(9, 9);
    for _ in 0..300 {
        if store.put(&at, entry(&at, 100).into(), LONG).await.is_ok() {
            return;
        }
        pause(Duration::from_millis(20)).await;
    }
    panic!("it does not begin anew");
}
