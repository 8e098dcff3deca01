//! Memory stays within its bound: by its own count, and by what the system says of the process.

use std::env;
use std::process::Command;

use osier_cache_memory::MemoryStore;
use osier_core::CacheStore;

use crate::{LONG, MIB, key};

const BOUND: u64 = 64 * MIB;
const INSERTS: u32 = 1_000_000;

/// Says to the process that measures what it is to measure.
const SIZES: &str = "OSIER_MEMORY_SIZES";

#[test]
fn a_million_small_entries_stay_within_the_bound() {
    measure_in_a_process_of_its_own("small");
}

#[test]
fn a_million_entries_of_all_sizes_stay_within_the_bound() {
    measure_in_a_process_of_its_own("mixed");
}

/// What other tests of this binary take up would be measured with it.
fn measure_in_a_process_of_its_own(sizes: &str) {
    let this = env::current_exe().unwrap();
    let mut measuring = Command::new(this);
    measuring.args(["--ignored", "--exact", "--nocapture", "bound::measure"]).env(SIZES, sizes);
    let output = measuring.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[tokio::test]
#[ignore = "the process that measures"]
async fn measure() {
    let sizes = env::var(SIZES).unwrap();
    let store = MemoryStore::try_new(BOUND).unwrap();
    let before = resident();
    let mut worst = Worst::default();
    let mut seed = 1;
    for request in 0..INSERTS {
        let size = if sizes == "small" { 256 } else { next(&mut seed) % 16_384 };
        come_by(&store, request, size).await;
        if request.is_multiple_of(512) {
            worst.see(store.held(), resident().saturating_sub(before));
        }
    }
    println!("{sizes}: {worst:?}, {store:?}");
    let (least, most) = (BOUND / 10 * 9, BOUND / 10 * 11);
    assert!((least..=most).contains(&worst.held), "{worst:?}");
    if cfg!(target_os = "linux") {
        assert!((least..=most).contains(&worst.resident), "{worst:?}");
    }
}

/// Looked for, put, and asked for again by one of three: enough that entries displace each other.
async fn come_by(store: &MemoryStore, request: u32, size: u64) {
    let key = key(1, request);
    assert_eq!(store.get(&key).await, Ok(None));
    let entry = vec![1; usize::try_from(size).unwrap()];
    store.put(&key, entry.into(), LONG).await.unwrap();
    if request.is_multiple_of(3) {
        store.get(&key).await.unwrap();
    }
}

/// The most bytes that were seen.
#[derive(Debug, Default)]
struct Worst {
    held: u64,
    resident: u64,
}

impl Worst {
    fn see(&mut self, held: u64, resident: u64) {
        self.held = self.held.max(held);
        self.resident = self.resident.max(resident);
    }
}

/// How many bytes of this process are in memory.
fn resident() -> u64 {
    let Ok(pages) = std::fs::read_to_string("/proc/self/statm") else { return 0 };
    pages.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
}

/// Xorshift.
fn next(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}
