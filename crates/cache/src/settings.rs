//! How the cache of one route behaves.

use osier_core::InvalidSetting;

use crate::Freshness;

/// How the cache of one route behaves.
///
/// ```
/// use osier_cache::{Freshness, Settings, Takes};
/// use std::time::Duration;
///
/// let hour = Freshness::default().fresh(Duration::from_secs(3600));
/// let settings = Settings::default().takes(Takes::All).freshness(hour);
/// assert!(settings.check().is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct Settings {
    pub(crate) takes: Takes,
    pub(crate) share: Share,
    pub(crate) freshness: Freshness,
    pub(crate) tools: bool,
    pub(crate) max_answer: usize,
    pub(crate) stale_on_error: bool,
}

/// Whose requests are answered with what is stored and fresh, though they did not
/// [ask](osier_core::CacheUse::Use) for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Takes {
    /// Nobody's.
    Nothing,
    /// Those that may expect the same answer twice: the temperature is 0, or there is a `seed`.
    #[default]
    Deterministic,
    /// All.
    All,
}

/// Whose requests share one call with others who ask the same at the same time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Share {
    /// Nobody's.
    Nothing,
    /// Those that may expect the same answer twice.
    Deterministic,
    /// All: whoever asks the same of many at once, to choose among different answers, must say
    /// [`Bypass`](osier_core::CacheUse::Bypass).
    #[default]
    All,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            takes: Takes::default(),
            share: Share::default(),
            freshness: Freshness::default(),
            tools: false,
            max_answer: 1024 * 1024,
            stale_on_error: true,
        }
    }
}

impl Settings {
    /// Whose requests are answered with what is stored and fresh, without asking for it. Default: those that are
    /// deterministic. Anything else must be asked for, because callers may count on getting another answer.
    pub fn takes(self, takes: Takes) -> Self {
        Self { takes, ..self }
    }

    /// Whose requests share one call. Default: all.
    pub fn share(self, share: Share) -> Self {
        Self { share, ..self }
    }

    /// How long answers are good for what, as it stands.
    pub fn freshness_set(&self) -> Freshness {
        self.freshness
    }

    /// How long answers are good for what.
    pub fn freshness(self, freshness: Freshness) -> Self {
        Self { freshness, ..self }
    }

    /// Whether answers that call tools are stored as well. Default no: a call that is repeated may do twice what
    /// was meant to be done once.
    pub fn tools(self, tools: bool) -> Self {
        Self { tools, ..self }
    }

    /// The longest answer that is stored, in bytes of its JSON: 1 to 64 MiB. Default 1 MiB, which is more than the
    /// longest text a model gives today. Of a stream its events count as well: they are stored up to 4 MiB as they
    /// came, which is ten thousand or so.
    pub fn max_answer(self, bytes: usize) -> Self {
        Self { max_answer: bytes, ..self }
    }

    /// Whether a stored answer stands in where nobody answered. Default yes; no where a ladder inside has that step.
    pub fn stale_on_error(self, stale: bool) -> Self {
        Self { stale_on_error: stale, ..self }
    }

    /// The same, if it can work.
    ///
    /// # Errors
    ///
    /// The first setting that cannot.
    pub fn check(self) -> Result<Self, InvalidSetting> {
        const MOST: usize = 64 * 1024 * 1024;
        if !(1..=MOST).contains(&self.max_answer) {
            let value = self.max_answer.to_string();
            return Err(InvalidSetting::new("max_answer", value, "1 byte to 64 MiB"));
        }
        self.freshness.check()?;
        Ok(self)
    }
}

impl Takes {
    pub(crate) fn of(self, is_deterministic: impl FnOnce() -> bool) -> bool {
        match self {
            Self::Nothing => false,
            Self::Deterministic => is_deterministic(),
            Self::All => true,
        }
    }
}

impl Share {
    pub(crate) fn of(self, is_deterministic: impl FnOnce() -> bool) -> bool {
        match self {
            Self::Nothing => false,
            Self::Deterministic => is_deterministic(),
            Self::All => true,
        }
    }
}
