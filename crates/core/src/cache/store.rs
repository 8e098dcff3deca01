//! Who keeps stored answers.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;

use super::{CacheKey, TenantKey};

/// Keeps entries under keys: in memory, on disk, on another machine.
///
/// An entry is bytes to it; whoever reads them checks that they are what was written. It may lose any
/// entry at any time. What it must never do is to give the entry of one key for another.
///
/// # Cancellation
///
/// Any of its futures may be dropped at any time. What was begun may then happen or not, whole or not
/// at all.
#[async_trait]
pub trait CacheStore: Send + Sync + 'static {
    /// What it is, in one stable, lower-case word, for logs and metrics: `memory`, `sled`, `redis`.
    fn name(&self) -> &'static str;

    /// Whether what it gives is what was put, beyond doubt, because it never left the memory of this process.
    /// Of any other store every entry is checked, which takes a microsecond for each kilobyte or so.
    fn is_memory(&self) -> bool {
        false
    }

    /// The entry under this key, if there is one.
    ///
    /// # Errors
    ///
    /// If it cannot be known. That must not end a request: it is as good as nothing stored.
    async fn get(&self, key: &CacheKey) -> Result<Option<Bytes>, StoreError>;

    /// Puts the entry under this key, in place of one that is there, and keeps it for so long if there is
    /// room. Nothing is kept for longer, if only approximately so.
    ///
    /// # Errors
    ///
    /// If it is not stored, or if that is not known.
    async fn put(&self, key: &CacheKey, entry: Bytes, keep: Duration) -> Result<(), StoreError>;

    /// Takes out what is named. Once this has ended without an error, none of it is found any more.
    ///
    /// # Errors
    ///
    /// If some of it may still be there.
    async fn remove(&self, what: &Erase) -> Result<(), StoreError>;

    /// Makes what was put outlast this process, where that is possible.
    ///
    /// # Errors
    ///
    /// If some of it may be lost.
    async fn flush(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// A store that can be handed around.
pub type SharedStore = Arc<dyn CacheStore>;

/// What is taken out of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erase {
    /// One entry.
    Key(CacheKey),
    /// All entries of a tenant.
    Tenant(TenantKey),
    /// All there is.
    Everything,
}

/// Why a store could not do what it was asked. It holds no content and no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreError {
    kind: StoreErrorKind,
    note: Box<str>,
}

/// What is wrong with a store, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StoreErrorKind {
    /// It cannot be reached.
    Unreachable,
    /// It did not answer in time.
    Timeout,
    /// It has no room.
    Full,
    /// What it holds is damaged.
    Damaged,
    /// Another process has it.
    InUse,
    /// It does not let us in: a wrong password, a missing right.
    Denied,
    /// It is asked for more at once than it can do.
    Busy,
    /// Anything else.
    Failed,
}

impl StoreError {
    /// An error of this kind; the note says what happened, without content or secrets.
    #[must_use]
    pub fn new(kind: StoreErrorKind, note: impl Into<Box<str>>) -> Self {
        Self { kind, note: note.into() }
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> StoreErrorKind {
        self.kind
    }
}

impl StoreErrorKind {
    /// A stable, lower-case name for logs and metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::Full => "full",
            Self::Damaged => "damaged",
            Self::InUse => "in_use",
            Self::Denied => "denied",
            Self::Busy => "busy",
            Self::Failed => "failed",
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.name(), self.note)
    }
}

impl std::error::Error for StoreError {}
