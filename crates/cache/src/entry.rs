//! An answer as it is written into stores.
//!
//! # Format 1
//!
//! Whole numbers begin with their lowest byte.
//!
//! | bytes | what |
//! |---|---|
//! | 0..4 | `osir` |
//! | 4 | the format: 1 |
//! | 5..21 | a checksum: the first 16 bytes of the BLAKE3 of all that follows and the key's 48 bytes |
//! | 21..29 | when it was stored, in milliseconds since 1970 |
//! | 29..33 | how long the answer took, in milliseconds; the highest number also for more |
//! | 33 | bit 0: it can be replayed as a stream; bit 1: the target is known; bit 2: what it cost is in it |
//! | 34 | the finish reason: 0 none, 1 `stop`, 2 `length`, 3 `tool_calls`, 4 `content_filter`, 5 `function_call`, 6 an error, 7 another |
//! | 35..37 | the length of the target's name |
//! | 37.. | the target's name in UTF-8, then the answer's JSON to the end |
//!
//! The checksum vouches for the JSON, so it is not parsed again. It also binds an entry to its key: a
//! store that mixes up two of them, by a fault or because somebody moved them, gives nothing instead of
//! another tenant's answer. It is no signature: who may write to the store and knows a key can forge
//! entries.

mod format;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use osier_core::{CacheKey, Completion};

/// An answer, with what must be known of it later.
///
/// ```
/// use std::time::Duration;
///
/// use osier_cache::{BadEntry, Entry};
/// use osier_core::{CacheKey, Completion, TenantKey};
///
/// let entry = Entry {
///     completion: Completion::of_text("some-model", "Reeds."),
///     target: Some("claude".into()),
///     stored_at: Duration::from_secs(1_700_000_000),
///     took: Duration::from_millis(800),
///     replays: true,
///     tells_usage: false,
/// };
/// let (key, other) = (CacheKey::new(TenantKey::new([1; 16]), [2; 32]), CacheKey::new(TenantKey::new([3; 16]), [2; 32]));
/// let bytes = entry.encode(&key);
///
/// let read = Entry::decode(&key, &bytes)?;
/// assert_eq!(read.completion.text().as_deref(), Some("Reeds."));
/// assert_eq!(read.age(Duration::from_secs(1_700_000_060)), Duration::from_secs(60));
/// assert_eq!(Entry::decode(&other, &bytes).unwrap_err(), BadEntry::Checksum);
/// # Ok::<(), BadEntry>(())
/// ```
#[derive(Clone, Debug)]
pub struct Entry {
    /// What was answered.
    pub completion: Completion,
    /// The target that answered. A name of more than 65,535 bytes is not kept.
    pub target: Option<Arc<str>>,
    /// When it was stored, since 1970: other processes read it too. Kept in milliseconds.
    pub stored_at: Duration,
    /// How long it took to come by: what it costs to ask again. Kept in milliseconds, 49 days at most.
    pub took: Duration,
    /// Whether it can be replayed as a stream without losing any of it.
    pub replays: bool,
    /// Whether what it cost is in it, as far as the provider tells that at all. Of a stream it is not, unless its
    /// caller asked.
    pub tells_usage: bool,
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
        format::write(self, key)
    }

    /// The entry in bytes that were found under this key. It shares them: nothing is copied, and they are
    /// kept as long as the answer is.
    ///
    /// # Errors
    ///
    /// If they are not what was written there.
    pub fn decode(key: &CacheKey, bytes: &Bytes) -> Result<Self, BadEntry> {
        format::read(key, bytes)
    }

    /// The entry in bytes that have not left this process since they were written, and that need no check.
    ///
    /// # Errors
    ///
    /// If they are no entry.
    pub fn known(bytes: &Bytes) -> Result<Self, BadEntry> {
        format::read_known(bytes)
    }

    /// How old it is at this time since 1970. An entry from the future is as old as the clocks differ: new by
    /// that of another machine, which is a little ahead, and not fresh for days once a clock that was days
    /// ahead has been set right.
    #[must_use]
    pub fn age(&self, now: Duration) -> Duration {
        now.abs_diff(self.stored_at)
    }

    /// Its own number from 0 to 1, without 1: the same for as long as it is kept, wherever it is read. It
    /// spreads the times at which answers grow old that were stored together.
    #[must_use]
    pub fn spread(&self) -> f64 {
        format::spread(self)
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
        f.write_str(match self {
            Self::Version => "it is no entry, or one of another version",
            Self::Checksum => "it is not what was written under this key",
        })
    }
}

impl std::error::Error for BadEntry {}
