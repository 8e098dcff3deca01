//! The words of caching: what an answer is stored under, who stores it, and what a caller wants of it.

mod choice;
mod key;
mod store;
mod stored;

pub use choice::{CacheStatus, CacheUse};
pub use key::{CacheKey, InvalidKey, TenantKey};
pub use store::{CacheStore, Erase, SharedStore, StoreError, StoreErrorKind};
pub use stored::{CacheUsed, Stored};
