//! Threads and open files, after many times.
#![cfg(target_os = "linux")]

use std::fs;

use osier_cache_sled::SledSettings;

use crate::place::Place;
use crate::{MIB, key, open, open_with, put};

const ROUNDS: u32 = 60;

/// Some are closing, and the database keeps a few threads for a moment: one of each round would be more.
fn assert_few() {
    for (of, most) in [("/proc/self/task", 40), ("/proc/self/fd", 40)] {
        let count = fs::read_dir(of).unwrap().count();
        assert!(count < most, "{count} in {of}");
    }
}

#[tokio::test]
async fn a_store_that_is_opened_again_and_again_leaves_neither_threads_nor_files() {
    let place = Place::new("reopened");
    for round in 0..ROUNDS {
        let store = open(place.path()).await;
        put(&store, &key(1, round), 1000).await;
    }
    assert_few();
}

#[tokio::test]
async fn generations_that_come_and_go_leave_neither_threads_nor_files() {
    let place = Place::new("rotated");
    let store = open_with(place.path(), SledSettings::default().cap(8 * MIB)).await;
    for number in 0..ROUNDS * 25 {
        put(&store, &key(1, number), 100_000).await;
    }
    assert_few();
}
