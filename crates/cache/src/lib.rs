//! A cache for answers of language models, built for the day on which every provider is down.
//!
//! ```
//! # async fn example(provider: osier_core::SharedProvider, clock: osier_core::SharedClock, memory: osier_core::SharedStore)
//! # -> Result<(), Box<dyn std::error::Error>> {
//! use osier_cache::{Cache, Settings};
//!
//! let cache = Cache::builder(clock).inner(memory).build()?;
//! let provider = provider.layered(&cache.route("gpt-4o", Settings::default())?);
//! # let _ = provider;
//! # Ok(())
//! # }
//! ```
//!
//! It does three things, of which the last matters most:
//!
//! - **Fresh answers** are given again to those who asked for that, or who can expect the same answer twice.
//!   They are renewed before they are too old, and behind an answer that is only a little older.
//! - **A single flight** carries all who ask the same at the same time: one call, whose answer, streams included,
//!   is for all of them.
//! - **Stale answers** stand in when nobody answers. Every complete, normal answer is kept for that.
//!
//! # What a request meets
//!
//! | the caller says | read | shared | stored | when nobody answers |
//! |---|---|---|---|---|
//! | nothing | if it is deterministic | yes | yes | what is stored |
//! | [`Use`](osier_core::CacheUse::Use) | yes | yes | yes | what is stored |
//! | [`Refresh`](osier_core::CacheUse::Refresh) | no | no | yes | the error |
//! | [`Only`](osier_core::CacheUse::Only) | yes, however old | | | [`NotStored`](osier_core::ErrorKind::NotStored) |
//! | [`Bypass`](osier_core::CacheUse::Bypass) | no | no | no | the error |
//!
//! What is never stored: errors, refusals, answers that were cut, filtered, degraded or offline, and those that
//! call tools unless that is asked for. What one tenant was answered is never given to another.
//!
//! # Stores
//!
//! An inner one in this process, and an [outer](Outer) one that outlives it: each a
//! [`CacheStore`](osier_core::CacheStore). The outer one may be slow or dead at any time: reading has a budget,
//! writing goes on behind the answer in a bounded queue, and a [gate](Gate) keeps everybody away while it fails.
//! Entries are checked when they are read; one that is not what had been written under its key is dropped.
//!
//! # Cancellation
//!
//! Whoever leaves leaves freely. A call goes on as long as anybody waits for its answer, and is cancelled with
//! the last one to leave.
//!
//! # Runtime
//!
//! Flights, refreshes and writes are tasks of tokio. Outside of it requests pass through alone, and only the inner store is
//! read.

#[cfg(not(loom))]
mod behind;
#[cfg(not(loom))]
mod cache;
mod entry;
#[cfg(not(loom))]
mod erasures;
#[cfg(not(loom))]
mod far;
#[cfg(not(loom))]
mod flight;
mod freshness;
#[cfg(not(loom))]
mod gate;
mod key;
#[cfg(not(loom))]
mod route;
mod settings;
#[cfg(not(loom))]
mod tiers;
mod told;
mod worth;

#[cfg(not(loom))]
pub use cache::{Cache, CacheBuilder};
pub use entry::{BadEntry, Entry};
#[cfg(not(loom))]
pub use far::{Circuits, Outer};
pub use freshness::{Freshness, Standing};
#[cfg(not(loom))]
pub use gate::{Gate, Pass};
pub use key::{key, tenant_key};
#[cfg(not(loom))]
pub use route::{Cached, RouteCache};
pub use settings::{Settings, Share, Takes};
pub use told::Stats;
pub use worth::{Unworthy, Worth};
