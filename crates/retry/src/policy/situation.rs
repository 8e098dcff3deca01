//! What a policy is told besides the error.

use std::time::Duration;

/// What is known when an attempt has failed.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Situation {
    /// What is left of the deadline, or until this target must be left, whichever is sooner.
    pub remaining: Duration,
    /// When a throttled target lets anybody in again, as far as is known on this side; zero if it does
    /// so now. A wait is no shorter.
    pub not_before: Duration,
    /// Whether another target is ready to answer in place of this one.
    pub alternative: bool,
    /// Whether there is something else to fall back on at once, such as a stored answer: then a long wait is
    /// not worth it, but another attempt is.
    pub hurried: bool,
    /// How many attempts at this request the provider may have billed, the one that has just failed
    /// included.
    pub billed: u32,
    /// A random number from 0 to 1, drawn for this decision.
    pub random: f64,
}

impl Situation {
    /// With so much time left, a target that lets anybody in, nothing to fall back on, nothing billed, and
    /// 0 for a random number.
    #[must_use]
    pub fn new(remaining: Duration) -> Self {
        let (not_before, alternative) = (Duration::ZERO, false);
        Self { remaining, not_before, alternative, hurried: false, billed: 0, random: 0.0 }
    }

    /// Sets when the target lets anybody in again.
    #[must_use]
    pub fn not_before(self, not_before: Duration) -> Self {
        Self { not_before, ..self }
    }

    /// Sets whether another target is ready.
    #[must_use]
    pub fn alternative(self, alternative: bool) -> Self {
        Self { alternative, ..self }
    }

    /// Sets whether there is something else to fall back on.
    #[must_use]
    pub fn hurried(self, hurried: bool) -> Self {
        Self { hurried, ..self }
    }

    /// Sets how many attempts may have been billed.
    #[must_use]
    pub fn billed(self, billed: u32) -> Self {
        Self { billed, ..self }
    }

    /// Sets the random number.
    #[must_use]
    pub fn random(self, random: f64) -> Self {
        Self { random, ..self }
    }
}
