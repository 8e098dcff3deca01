//! What is on disk, and what becomes of it when anything happens to the disk, the files or the process.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod crash;
mod damage;
mod erase;
mod full;
mod hang;
mod leaks;
mod place;
mod private;
mod room;
mod store;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use osier_cache_sled::{SledSettings, SledStore};
use osier_core::{CacheKey, CacheStore, Clock, SharedClock, Sleep, TenantKey};

const LONG: Duration = Duration::from_secs(3600);
const MIB: u64 = 1024 * 1024;

/// Real time: the disk knows no other.
#[derive(Debug)]
struct Real;

#[expect(clippy::disallowed_methods, reason = "the disk knows no other time")]
impl Clock for Real {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep_until(&self, until: Instant) -> Sleep {
        Box::pin(tokio::time::sleep_until(until.into()))
    }

    fn unix_time(&self) -> Duration {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap()
    }
}

fn real() -> SharedClock {
    Arc::new(Real)
}

async fn open(directory: &std::path::Path) -> SledStore {
    open_with(directory, SledSettings::default()).await
}

async fn open_with(directory: &std::path::Path, settings: SledSettings) -> SledStore {
    SledStore::open(directory, settings, real()).await.unwrap().store
}

fn key(tenant: u8, request: u32) -> CacheKey {
    let mut digest = [7; 32];
    digest[..4].copy_from_slice(&request.to_be_bytes());
    CacheKey::new(TenantKey::new([tenant; 16]), digest)
}

/// So many bytes that say under which key they were put, and which are unlike any others.
fn entry(key: &CacheKey, length: usize) -> Vec<u8> {
    let mut seed = 1;
    for byte in key.to_bytes() {
        seed = (seed ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    (0..length).map(|_| next(&mut seed).to_be_bytes()[0]).collect()
}

/// Xorshift.
fn next(seed: &mut u64) -> u64 {
    *seed = (*seed).max(1);
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

async fn put(store: &SledStore, key: &CacheKey, length: usize) {
    store.put(key, entry(key, length).into(), LONG).await.unwrap();
}

/// Whether it is there; it is never wrong.
async fn is_there(store: &SledStore, key: &CacheKey, length: usize) -> bool {
    let Ok(Some(found)) = store.get(key).await else { return false };
    assert!(found == entry(key, length), "a wrong entry under {key}");
    true
}

/// What was broken is replaced, in another thread.
async fn wait_until_usable(store: &SledStore) {
    let at = key(3, 3);
    for _ in 0..200 {
        if store.put(&at, entry(&at, 100).into(), LONG).await.is_ok() {
            assert!(is_there(store, &at, 100).await);
            return;
        }
        store::pause(Duration::from_millis(20)).await;
    }
    panic!("it does not begin anew");
}
