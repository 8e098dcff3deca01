//! A cache for answers of language models, built for the day on which every provider is down.

mod entry;
#[cfg_attr(
    not(test),
    expect(dead_code, unused_imports, reason = "the layer that flies is built on it")
)]
mod flight;
mod freshness;
mod key;
mod worth;

pub use entry::{BadEntry, Entry};
pub use freshness::{Freshness, Standing};
pub use key::{key, tenant_key};
pub use worth::{Unworthy, Worth};
