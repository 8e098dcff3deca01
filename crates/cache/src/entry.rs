//! An answer as it is written into stores.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use osier_core::{CacheKey, Completion};

/// An answer, with what must be known of it later.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What was answered.
    pub completion: Completion,
    /// The target that answered.
    pub target: Option<Arc<str>>,
    /// When it was stored, since 1970: other processes read it too.
    pub stored_at: Duration,
    /// How long it took to come by: what it costs to ask again.
    pub took: Duration,
    /// Whether it can be replayed as a stream without losing any of it.
    pub replays: bool,
}

/// Why an entry is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadEntry {
    /// It is no entry, or one of another version.
    Version,
    /// It is not what was written under this key.
    Checksum,
}

impl Entry {
    /// The bytes that a store keeps under this key.
    #[must_use]
    pub fn encode(&self, key: &CacheKey) -> Bytes {
        let _ = key;
        Bytes::new()
    }

    /// The entry in bytes that were found under this key.
    ///
    /// # Errors
    ///
    /// If they are not what was written there.
    pub fn decode(key: &CacheKey, bytes: &Bytes) -> Result<Self, BadEntry> {
        let _ = (key, bytes);
        Err(BadEntry::Version)
    }
}

impl BadEntry {
    /// A stable, lower-case name for logs and metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Checksum => "checksum",
        }
    }
}

impl fmt::Display for BadEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl std::error::Error for BadEntry {}
