//! How much of the disk it takes, and for how long.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use osier_cache_sled::{SledSettings, SledStore};
use osier_core::{CacheStore, Clock, Sleep, StoreErrorKind};

use crate::place::{Place, bytes};
use crate::{LONG, MIB, Real, entry, is_there, key, open_with, put};

const CAP: u64 = 8 * MIB;

/// Entries of 1 to 16 KiB.
fn length(number: u32) -> usize {
    1024 + usize::try_from(number % 15).unwrap() * 1024
}

#[tokio::test]
async fn twenty_times_the_cap_never_takes_more_than_the_cap_and_the_newest_stay() {
    let place = Place::new("cap");
    let store = open_with(place.path(), SledSettings::default().cap(CAP)).await;
    let (mut written, mut number, mut most) = (0, 0, 0);
    while written < 20 * CAP {
        put(&store, &key(1, number), length(number)).await;
        written += u64::try_from(length(number)).unwrap();
        number += 1;
        if number.is_multiple_of(20) {
            most = most.max(bytes(place.path()));
        }
    }
    assert!(most <= CAP, "{most} bytes on disk for a cap of {CAP}");
    assert!(most > CAP / 3, "{most} bytes are too few to say anything");
    for recent in number - 100..number {
        assert!(is_there(&store, &key(1, recent), length(recent)).await, "{recent} of {number}");
    }
}

/// Each of them finds room, and all of them together would not.
#[tokio::test(flavor = "multi_thread")]
async fn many_who_put_large_entries_at_once_stay_within_the_cap() {
    let place = Place::new("burst");
    let store = Arc::new(open_with(place.path(), SledSettings::default().cap(CAP)).await);
    let callers = (0..32).map(|caller| tokio::spawn(put_large(Arc::clone(&store), caller)));
    let callers: Vec<_> = callers.collect();
    let mut most = 0;
    while callers.iter().any(|caller| !caller.is_finished()) {
        most = most.max(bytes(place.path()));
        tokio::task::yield_now().await;
    }
    let mut put = 0;
    for caller in callers {
        put += caller.await.unwrap();
    }
    assert!(most <= CAP, "{most} bytes on disk for a cap of {CAP}");
    assert!(put > 10, "only {put} found room");
}

/// How many were put; for the others there was no room just then.
async fn put_large(store: Arc<SledStore>, caller: u32) -> usize {
    let mut put = 0;
    for number in 0..20 {
        let at = key(1, caller * 1000 + number);
        match store.put(&at, entry(&at, 500_000).into(), LONG).await {
            Ok(()) => put += 1,
            Err(error) => assert_eq!(error.kind(), StoreErrorKind::Busy, "{error}"),
        }
    }
    put
}

/// The same few entries, written over and over: what they leave behind counts, too.
#[tokio::test]
async fn overwriting_keeps_within_the_cap() {
    let place = Place::new("over");
    let store = open_with(place.path(), SledSettings::default().cap(CAP)).await;
    let mut most = 0;
    for round in 0..4000 {
        put(&store, &key(1, round % 20), 10_000).await;
        most = most.max(if round % 40 == 0 { bytes(place.path()) } else { 0 });
    }
    assert!(most <= CAP, "{most} bytes on disk for a cap of {CAP}");
    assert!(is_there(&store, &key(1, 3999 % 20), 10_000).await);
}

#[tokio::test]
async fn a_smaller_cap_is_kept_from_the_first_write_on() {
    let place = Place::new("smaller");
    let large = open_with(place.path(), SledSettings::default().cap(64 * MIB)).await;
    for number in 0..1200 {
        put(&large, &key(1, number), 16_000).await;
    }
    large.flush().await.unwrap();
    assert!(bytes(place.path()) > CAP);
    drop(large);
    let small = open_with(place.path(), SledSettings::default().cap(CAP)).await;
    put(&small, &key(1, 0), 100).await;
    assert!(bytes(place.path()) <= CAP, "{} bytes", bytes(place.path()));
}

/// Real time, and what a test adds.
#[derive(Debug, Default)]
struct Later(AtomicU64);

impl Clock for Later {
    fn now(&self) -> Instant {
        Real.now()
    }

    fn sleep_until(&self, until: Instant) -> Sleep {
        Real.sleep_until(until)
    }

    fn unix_time(&self) -> Duration {
        Real.unix_time() + Duration::from_secs(self.0.load(Ordering::Relaxed))
    }
}

#[tokio::test]
async fn an_entry_is_kept_for_its_time_and_is_off_the_disk_after_twice_that() {
    let place = Place::new("age");
    let clock = Arc::new(Later::default());
    let settings = SledSettings::default().keep(LONG);
    let store = SledStore::open(place.path(), settings, clock.clone()).await.unwrap().store;
    let marked = key(1, 1);
    let marker = entry(&marked, 64);
    store.put(&marked, marker.clone().into(), Duration::MAX).await.unwrap();
    store.flush().await.unwrap();
    for (hour, is_there) in [(1, true), (2, false), (3, false)] {
        clock.0.store(hour * LONG.as_secs() + 10, Ordering::Relaxed);
        put(&store, &key(2, 1), 100).await;
        let found = store.get(&marked).await.unwrap();
        assert_eq!(found.is_some(), is_there, "after {hour} hours");
    }
    assert!(!crate::erase::is_on_disk(place.path(), &marker));
}

/// An entry that is put while the clock is years ahead is not kept for years.
#[tokio::test]
async fn a_clock_that_was_ahead_keeps_nothing_for_longer() {
    let place = Place::new("ahead");
    let clock = Arc::new(Later::default());
    let years = 10 * 365 * 86_400;
    clock.0.store(years, Ordering::Relaxed);
    let settings = SledSettings::default().keep(LONG);
    let store = SledStore::open(place.path(), settings, clock.clone()).await.unwrap().store;
    let marked = key(1, 1);
    let marker = entry(&marked, 64);
    store.put(&marked, marker.clone().into(), LONG).await.unwrap();
    store.flush().await.unwrap();
    for hour in 0..=2 {
        clock.0.store(hour * LONG.as_secs() + 10 * hour, Ordering::Relaxed);
        put(&store, &key(2, 1), 100).await;
    }
    assert_eq!(store.get(&marked).await, Ok(None));
    assert!(!crate::erase::is_on_disk(place.path(), &marker));
}
