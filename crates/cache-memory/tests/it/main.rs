//! What stays in memory, and how much of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod bound;
mod store;

use std::time::Duration;

use osier_core::{CacheKey, TenantKey};

const LONG: Duration = Duration::from_secs(3600);
const MIB: u64 = 1024 * 1024;

fn key(tenant: u8, request: u32) -> CacheKey {
    let mut digest = [7; 32];
    digest[..4].copy_from_slice(&request.to_be_bytes());
    CacheKey::new(TenantKey::new([tenant; 16]), digest)
}
