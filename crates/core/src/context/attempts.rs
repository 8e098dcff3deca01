//! The attempt budget of a request.

use std::sync::atomic::Ordering;

use super::Context;
use crate::{Error, ErrorKind};

impl Context {
    /// Takes one attempt from the budget and gives its number, from 1.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::AttemptsExhausted`] when none is left.
    pub fn begin_attempt(&self) -> Result<u32, Error> {
        let take = |made| (made < self.shared.max_attempts).then_some(made + 1);
        self.shared
            .attempts_made
            .try_update(Ordering::Relaxed, Ordering::Relaxed, take)
            .map(|made| made + 1)
            .map_err(|_| Error::new(ErrorKind::AttemptsExhausted))
    }

    /// Gives back an attempt that was never made, because a gate on this side refused it
    /// ([`ErrorKind::is_local_refusal`]).
    pub fn return_attempt(&self) {
        let give = |made: u32| made.checked_sub(1);
        let _ = self.shared.attempts_made.try_update(Ordering::Relaxed, Ordering::Relaxed, give);
    }

    /// How many attempts were begun and not given back.
    #[must_use]
    pub fn attempts_made(&self) -> u32 {
        self.shared.attempts_made.load(Ordering::Relaxed)
    }

    /// How many further attempts the budget allows.
    #[must_use]
    pub fn attempts_left(&self) -> u32 {
        self.shared.max_attempts.saturating_sub(self.attempts_made())
    }

    /// How many further attempts this target may have, so that one is left for each of those that could
    /// follow it: repeating on one target must not keep a request from another that works.
    #[must_use]
    pub fn attempts_to_spare(&self) -> u32 {
        self.attempts_left().saturating_sub(self.visit.alternatives)
    }
}
