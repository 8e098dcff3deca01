//! What a caller wants of the cache, and what it got.

use std::fmt;

/// What the caller of one request wants of the cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CacheUse {
    /// Whatever the route is set to.
    #[default]
    Usual,
    /// A stored answer that is fresh will do, also where another answer could be expected.
    Use,
    /// A new answer, which replaces the one that is stored.
    Refresh,
    /// Nothing to do with it: nothing is read, stored, or shared with others who ask the same.
    Bypass,
    /// Only what is stored, however old; nobody is asked.
    Only,
}

impl CacheUse {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Usual, Self::Use, Self::Refresh, Self::Bypass, Self::Only];

    /// A stable, lower-case name for headers and configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Use => "use",
            Self::Refresh => "refresh",
            Self::Bypass => "bypass",
            Self::Only => "only",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }
}

/// What the cache had to do with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CacheStatus {
    /// It was stored, and fresh.
    Hit,
    /// It was stored, and no longer fresh.
    Stale,
    /// It was not stored: somebody was asked.
    Miss,
    /// Somebody else had just asked the same, and the answer was for both.
    Shared,
    /// The caller wanted nothing to do with it, or the request cannot be stored.
    Bypass,
}

impl CacheStatus {
    /// A stable, lower-case name for headers, logs and metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Stale => "stale",
            Self::Miss => "miss",
            Self::Shared => "shared",
            Self::Bypass => "bypass",
        }
    }
}

impl fmt::Display for CacheStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
