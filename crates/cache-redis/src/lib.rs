//! Stored answers in Redis or Valkey, single or cluster: shared by every replica of a program, and there
//! after a restart.
//!
//! ```no_run
//! use osier_cache_redis::{RedisSettings, RedisStore};
//! use osier_core::{CacheKey, CacheStore, TenantKey};
//! use std::time::Duration;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let store = RedisStore::new(RedisSettings::new("redis://cache.internal:6379").password("s3cret"))?;
//! let key = CacheKey::new(TenantKey::new([1; 16]), [2; 32]);
//! store.put(&key, "entry".into(), Duration::from_secs(3600)).await?;
//! assert_eq!(store.get(&key).await?.as_deref(), Some(&b"entry"[..]));
//! # Ok(())
//! # }
//! ```
//!
//! # When to use it, and when not
//!
//! For several replicas of one program: what one of them was answered, all can give. One process alone is
//! served faster and with less to run by `osier-cache-sled`. In front of either belongs a tier in memory,
//! and around it a read budget and a breaker, as `osier-cache` has them: it is another machine, and it will
//! be down one day.
//!
//! # What happens when it is down
//!
//! | what happens | what a caller sees | how long |
//! |---|---|---|
//! | nobody listens, or the connection breaks | `unreachable`, at once; a call on a connection that turns out to be broken is tried once more on a new one | until an attempt succeeds: one at a time, 100 ms to 5 s apart, begun by one who asks and waits for it; others hear the reason at once |
//! | it is silent | `timeout`, after [`response_timeout`](RedisSettings::response_timeout) | after three timeouts in a row the link is thrown away and made anew |
//! | it became a replica (`READONLY`) | reads go on; writes are `failed` | a new link is made, at most one a second, until the address leads to the new primary |
//! | it is full (`OOM`) | reads go on; writes are `full` | until there is room |
//! | it wants another password, or lacks a right | `denied` | until it does not |
//! | it loads its data, the cluster is down, … | `failed`, with what to do | until it is over |
//!
//! No call waits longer than `response_timeout`, the making of a link included. A silence also counts where
//! nobody waited for its end: a call that is dropped goes on in the background until it is answered or its
//! time is up. So a reader who waits 50 ms only still gets rid of a link that leads nowhere.
//!
//! # The link
//!
//! One connection for all, or one to each node of a cluster, made when it is first needed; calls are sent
//! without waiting for each other's answers. Bounded are the calls under way
//! ([`in_flight`](RedisSettings::in_flight)), and so the entries in memory that wait to be sent. It speaks
//! RESP3: **Redis 6.0** or Valkey 7.2 are the oldest that will do. Sentinel is not asked; give an address
//! that follows the primary. It runs on a tokio runtime with time and IO, and makes a new link where the
//! runtime of the old one has ended.
//!
//! # Rights
//!
//! Entries are strings named `<prefix>:<tenant>:<request>`, in hexadecimal digits: 98 characters after the
//! prefix. The commands are `GET`, `SET … PX`, `UNLINK` and `SCAN`; `HELLO` begins a connection. For a
//! cluster, its map and a `PING` are added. Never `KEYS`, never `FLUSHALL`: keys of other programs are left
//! alone. As an access list, with the default prefix:
//!
//! ```text
//! ACL SETUSER cache on >secret ~osier:* resetchannels -@all +hello +auth +get +set +unlink +scan
//! ACL SETUSER cache +cluster|slots +ping            # for a cluster
//! ACL SETUSER cache +select                         # for another database than 0
//! ```
//!
//! # Erasing
//!
//! One entry is one command. A tenant, or everything, is found by `SCAN` on every primary, a thousand keys
//! at a time, so it takes as long as there are keys of anybody, each batch within `response_timeout`. What
//! was erased on a primary that dies before its replica has heard of it comes back with the replica; so does
//! what moves between nodes while they are walked. If it must be certain, erase again once the cluster is
//! quiet; entries end by themselves in any case.
//!
//! # Sizing
//!
//! Give it a `maxmemory` and the policy `allkeys-lru` or `allkeys-lfu`: then it is never full, and loses what
//! is asked for least. An entry is an answer of some kilobytes and about 200 bytes for its name. It needs
//! neither snapshots nor an append-only file (`save ""`, `appendonly no`). In a cluster, set
//! `cluster-require-full-coverage no`, so that the loss of one primary takes away its share only.
//!
//! # TLS
//!
//! With `rediss://`. The server's certificate must be signed by an authority the system trusts, or by the one
//! in [`ca_file`](RedisSettings::ca_file). If the program has chosen no cryptography for `rustls`, aws-lc is
//! chosen for it.

mod asking;
mod erasing;
mod heard;
mod keeper;
mod link;
mod names;
mod refusal;
mod settings;
mod store;

pub use settings::RedisSettings;
pub use store::RedisStore;
