//! How good an answer is, in five levels.

use std::fmt;

/// How good the answers are that callers get: the rungs of the ladder of degradation. The better is the
/// lesser, so that the best of several is their minimum.
///
/// ```
/// use osier_core::Level;
///
/// assert!(Level::Full < Level::Reduced);
/// assert_eq!(Level::of_name("minimal"), Some(Level::Minimal));
/// assert!(Level::Minimal.is_live() && !Level::Cached.is_live());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// As good as there is.
    #[default]
    Full,
    /// A smaller model, a shorter answer.
    Reduced,
    /// A short answer without extras.
    Minimal,
    /// An answer that was given to the same question before.
    Cached,
    /// Words that were written beforehand: that there is no answer now.
    Offline,
}

impl Level {
    /// All of them, the best first.
    pub const ALL: [Self; 5] =
        [Self::Full, Self::Reduced, Self::Minimal, Self::Cached, Self::Offline];

    /// A stable, lower-case name for headers, configuration, logs and metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Reduced => "reduced",
            Self::Minimal => "minimal",
            Self::Cached => "cached",
            Self::Offline => "offline",
        }
    }

    /// The level of this name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// Whether a model answers at this level, now; below, nobody is asked.
    #[must_use]
    pub fn is_live(self) -> bool {
        self < Self::Cached
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// At which level an answer was given, and why at that one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    /// The level.
    pub level: Level,
    /// Why, in one stable, lower-case word.
    pub reason: &'static str,
}
