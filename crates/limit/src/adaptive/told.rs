//! What an adaptive limit tells of itself.

use std::fmt;

use super::word::Word;

/// The limit is reached; try later, or elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AtCapacity {
    /// The limit at that moment.
    pub limit: u32,
}

/// A limiter at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AdaptiveSnapshot {
    /// How many calls are allowed at once.
    pub limit: u32,
    /// How many are under way; more than the limit for a while after it was cut.
    pub in_flight: u32,
}

impl AdaptiveSnapshot {
    /// Whether there is a limit yet; see [`AdaptiveSettings::until_overloaded`](super::AdaptiveSettings::until_overloaded).
    #[must_use]
    pub fn is_limited(&self) -> bool {
        self.limit < u32::from(Word::NO_LIMIT)
    }
}

impl fmt::Display for AtCapacity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at capacity: {} calls are under way", self.limit)
    }
}

impl std::error::Error for AtCapacity {}
