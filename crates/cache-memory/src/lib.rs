//! Stored answers in the memory of this process, bounded in bytes.
//!
//! The first tier of a cache: a hit costs a fraction of a microsecond, nothing can be unreachable, and nothing
//! outlasts the process. Take it alone where one process answers and a restart may begin from nothing, and in front
//! of a store that is on disk or shared otherwise.
//!
//! ```
//! use osier_cache_memory::MemoryStore;
//! use osier_core::{CacheKey, CacheStore, Erase, TenantKey};
//! use std::time::Duration;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let store = MemoryStore::try_new(16 * 1024 * 1024)?;
//! let tenant = TenantKey::new([1; 16]);
//! let key = CacheKey::new(tenant, [2; 32]);
//!
//! store.put(&key, "an entry".into(), Duration::from_secs(3600)).await?;
//! assert_eq!(store.get(&key).await?.as_deref(), Some(&b"an entry"[..]));
//!
//! store.remove(&Erase::Tenant(tenant)).await?;
//! assert_eq!(store.get(&key).await?, None);
//! # Ok(())
//! # }
//! ```
//!
//! # What stays when there is no room
//!
//! What is asked for more often than the rest (TinyLFU): an entry that nobody asks for again does not displace one
//! that is in use, however many of them come. So a new entry may be gone at once while the store is full of others
//! that are wanted more; the next time somebody asks for it, its chances are better.
//!
//! # Sizing
//!
//! Every entry counts with its bytes and a sixteenth of them, its key, and [`OVERHEAD`], so that the bound is one of
//! resident memory, to a tenth. An answer of a chat is 1 to 4 KiB: the default of 64 MiB holds 14,000 to 40,000.
//!
//! # Cost
//!
//! Getting does not copy: the entry is shared. Putting copies it once, since what is put may be a small piece of a large
//! buffer, which would be held with it and not be counted. Taking out one entry is a look-up; a tenant, or everything,
//! means to look at every key there is, about a tenth of a second per million, and other work of the thread goes on
//! in between.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod erase;
mod kept;
mod store;

pub use kept::OVERHEAD;
pub use store::MemoryStore;
