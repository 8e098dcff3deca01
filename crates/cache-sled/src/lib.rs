//! Stored answers on disk, embedded: they outlast a restart, without any server.
//!
//! The second tier of a cache for one process with a disk of its own, behind one that is in memory. Where several
//! processes are to share what they know, take a store that they share; where there is no disk that stays, memory is
//! all there is to be had.
//!
//! ```
//! # mod time {
//! #     use std::time::{Duration, Instant};
//! #     #[derive(Debug)]
//! #     pub struct TokioClock;
//! #     impl TokioClock { pub fn shared() -> osier_core::SharedClock { std::sync::Arc::new(Self) } }
//! #     impl osier_core::Clock for TokioClock {
//! #         fn now(&self) -> Instant { Instant::now() }
//! #         fn sleep_until(&self, until: Instant) -> osier_core::Sleep { Box::pin(tokio::time::sleep_until(until.into())) }
//! #         fn unix_time(&self) -> Duration { std::time::UNIX_EPOCH.elapsed().unwrap_or_default() }
//! #     }
//! # }
//! # use time::TokioClock; // that of osier-http
//! use osier_cache_sled::{SledSettings, SledStore};
//! use osier_core::{CacheKey, CacheStore, TenantKey};
//! use std::time::Duration;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let directory = std::env::temp_dir().join(format!("osier-cache-sled-{}", std::process::id()));
//! let settings = SledSettings::default().cap(256 * 1024 * 1024);
//! let opened = SledStore::open(&directory, settings, TokioClock::shared()).await?;
//! if opened.dropped > 0 {
//!     println!("some of what was stored is damaged, and was dropped");
//! }
//!
//! let key = CacheKey::new(TenantKey::new([1; 16]), [2; 32]);
//! opened.store.put(&key, "an entry".into(), Duration::from_secs(3600)).await?;
//! opened.store.flush().await?;
//! assert_eq!(opened.store.get(&key).await?.as_deref(), Some(&b"an entry"[..]));
//! # drop(opened);
//! # let _ = std::fs::remove_dir_all(directory);
//! # Ok(())
//! # }
//! ```
//!
//! # What sled is, and what is done about it
//!
//! [sled](https://docs.rs/sled) 0.34 is an embedded database in pure Rust, in use for years, and beta to this day. This
//! store trusts it with nothing that cannot be lost:
//!
//! | what is known of it | what is done about it |
//! |---|---|
//! | It does not give room on disk back. | Entries are in *generations*, each a database of its own. Writing goes to the newest; what is not there is looked for in the one before. When the newest is large or old, another begins, and the oldest is deleted with its files. |
//! | It panics, hangs or refuses to open where its files are not what it wrote. | Opening has a thread of its own and a time limit, and so has every operation. What does not open is deleted and counted, and what breaks later is replaced: damaged means empty. |
//! | A crash while it writes a snapshot leaves a piece that it refuses to open. | The piece is deleted first. |
//! | After one failed write it refuses all others. | It is replaced, at most every [`renew_after`](SledSettings::renew_after), and read until then and after: a disk that was full and has room again is used again. |
//! | A thread of its own that panicked makes the closing wait for ever. | Closing has a thread of its own. |
//! | It takes many times the memory that it is set to. | It is set to 4 MiB for each of two generations. Measured, it is 10 MiB after a start, and 200 to 300 MiB while thousands of entries a second are written; it does not grow from there. |
//!
//! On Unix, directories are made for their owner alone: nobody else reaches a file in them, also where the directory itself
//! was there before and all may enter it.
//!
//! A directory belongs to one process: a lock that ends with the process keeps others out, before they touch
//! anything.
//!
//! # What may be lost
//!
//! What was put in the last [`flush_every`](SledSettings::flush_every), half a second, when the process is killed;
//! nothing that was there before a [`flush`](osier_core::CacheStore::flush) ended. The oldest entries, when there is no
//! room for them. Everything, when the files are damaged. An entry that is there is the one that was put under its key:
//! the database checks its own checksums, and `osier-cache` those of the entries.
//!
//! # Erasing
//!
//! When erasing a tenant or everything ends, it is off the disk: what remains is copied to a new generation, as far as
//! it has room, and the old files are deleted; meanwhile up to half as much again as the cap is on disk. That is written
//! for rare requests by people. A single entry is only found no more, also after a crash; its bytes may stay in a file
//! until its generation ends. What a disk itself, or a copy of it, keeps of deleted files is beyond any program.
//!
//! # Sizing
//!
//! All files together stay within the [`cap`](SledSettings::cap), 1 GiB by default, and within [`keep`](SledSettings::keep)
//! and twice that in age; three times, if the clock was set back. What is put faster than old files can be deleted is
//! refused as [`Busy`](osier_core::StoreErrorKind::Busy). The newest quarter of the cap is always there, and half of it at most. Entries of 2 KiB take up
//! not quite twice their length, so 1 GiB holds 80,000 to 160,000 answers. An entry may be a sixteenth of the cap.
//!
//! # Cost
//!
//! Every operation is a hop to a thread for what blocks, 16 of them at most, and a look into one or two trees: some 40 µs
//! where the system has the file in its cache. Opening 700 MB took a tenth of a second. Whoever finds no place for a
//! second is told [`Busy`](osier_core::StoreErrorKind::Busy).
//!
//! An operation that is stuck, because a disk no longer answers, keeps its thread. tokio waits for such threads when its
//! runtime is dropped: a program that is to end all the same ends it with `Runtime::shutdown_timeout`.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod directory;
mod erase;
mod fault;
mod generation;
mod opening;
mod places;
mod private;
mod room;
mod settings;
mod shelf;
mod stamp;
mod store;
mod sweep;

pub use settings::SledSettings;
pub use store::{Opened, SledStore};
