//! A process that is killed while it writes, over and over.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use osier_core::CacheStore;

use crate::place::{Place, here, process};
use crate::{LONG, entry, is_there, key, next, open, put};

const KILLS: u32 = 50;

/// An entry's length: mostly answers, and a few that get a file of their own.
fn length(number: u32) -> usize {
    if number.is_multiple_of(97) { 700_000 } else { 200 + usize::try_from(number % 5000).unwrap() }
}

#[tokio::test]
async fn what_was_flushed_outlasts_every_kill_and_nothing_is_wrong() {
    let place = Place::new("crash");
    let mut seed = 11;
    let mut next_number = 0;
    let mut all = Vec::new();
    for kill in 0..KILLS {
        let after = 1 + next(&mut seed) % 4;
        let flushed = write_until_killed(place.path(), next_number, after);
        assert!(flushed > next_number, "nothing was written before kill {kill}");
        let opened =
            osier_cache_sled::SledStore::open(place.path(), Default::default(), crate::real());
        let opened = opened.await.unwrap();
        assert_eq!(opened.dropped, 0, "after kill {kill}");
        all.extend(next_number..flushed);
        let those =
            if kill + 1 == KILLS { &all[..] } else { &all[all.len().saturating_sub(500)..] };
        for number in those {
            let is_there = is_there(&opened.store, &key(1, *number), length(*number)).await;
            assert!(is_there, "{number} of {flushed} after kill {kill}");
        }
        next_number = flushed + 10_000;
        for number in flushed..flushed + 200 {
            is_there(&opened.store, &key(1, number), length(number)).await;
        }
    }
}

/// Until so many flushes were told of, and then at once; how far the last one reached.
fn write_until_killed(directory: &Path, from: u32, flushes: u64) -> u32 {
    let mut process = process("crash::write", directory);
    let mut process =
        process.env("OSIER_SLED_FROM", from.to_string()).stdout(Stdio::piped()).spawn().unwrap();
    let told = BufReader::new(process.stdout.take().unwrap());
    let told = told.lines().map_while(Result::ok);
    let flushed = told.filter_map(|line| line.strip_prefix("flushed ")?.parse().ok());
    let flushed = flushed.take(usize::try_from(flushes).unwrap()).last();
    process.kill().unwrap();
    process.wait().unwrap();
    flushed.unwrap_or(from)
}

#[tokio::test]
#[ignore = "the process that is killed"]
async fn write() {
    let from: u32 = std::env::var("OSIER_SLED_FROM").unwrap().parse().unwrap();
    let store = open(&here()).await;
    println!();
    for number in from.. {
        put(&store, &key(1, number), length(number)).await;
        let over = key(2, number % 20);
        store.put(&over, entry(&over, 3000).into(), LONG).await.unwrap();
        if number % 50 == 49 {
            store.flush().await.unwrap();
            println!("flushed {}", number + 1);
        }
    }
}
