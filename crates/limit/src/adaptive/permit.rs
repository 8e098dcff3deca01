//! One call in flight.

use std::ops::Deref;
use std::time::{Duration, Instant};

use super::Adaptive;

/// A slot of an [`Adaptive`] limit, for one call. Say how the call ended with [`success`](Self::success)
/// or [`overloaded_at`](Self::overloaded_at); to drop the permit, also in a panic or in a future that
/// is cancelled, is to [`ignore`](Self::ignore) the call. Each of them gives the slot back, once.
#[must_use = "the slot is given back when this is dropped"]
#[derive(Debug)]
pub struct Permit<H: Deref<Target = Adaptive>> {
    /// `None` once the slot is back.
    holder: Option<H>,
    generation: u16,
    was_slow: bool,
}

impl<H: Deref<Target = Adaptive>> Permit<H> {
    pub(super) fn new(holder: H, generation: u16) -> Self {
        Self { holder: Some(holder), generation, was_slow: false }
    }

    /// The first token came at `now`, `took` after the call began. Without an
    /// [objective](super::AdaptiveSettings::first_token) this says nothing. With one, a call that
    /// missed it will not let the limit grow; and as soon as eight more calls have missed it than
    /// have kept it, which happens when more than half of them miss it, the limit is cut like after
    /// an overload.
    pub fn first_token_at(&mut self, now: Instant, took: Duration) {
        if let Some(adaptive) = self.holder.as_deref() {
            self.was_slow = adaptive.note_first_token(self.generation, now, took);
        }
    }

    /// How long the slot was held, for the mean that says how soon slots come free.
    pub(crate) fn note_held(&self, held: Duration) {
        if let Some(adaptive) = self.holder.as_deref() {
            adaptive.pace.note(held);
        }
    }

    /// Whether there is an objective at all; if not, nobody needs to read the clock.
    pub(crate) fn wants_first_token(&self) -> bool {
        self.holder.as_deref().is_some_and(Adaptive::has_objective)
    }

    /// The same slot, held by another holder of the same limiter.
    pub(crate) fn held_by<K: Deref<Target = Adaptive>>(mut self, holder: K) -> Permit<K> {
        let has_slot = self.holder.take().is_some();
        let (holder, generation) = (has_slot.then_some(holder), self.generation);
        Permit { holder, generation, was_slow: self.was_slow }
    }

    /// The call ended well: the limit may grow.
    pub fn success(mut self) {
        let Some(adaptive) = self.holder.take() else { return };
        if self.was_slow {
            adaptive.release();
        } else {
            adaptive.succeed(self.generation);
        }
    }

    /// The target was throttling, overloaded, or silent until a time limit: the limit is cut, once
    /// per window, unless this call was admitted before the last cut.
    pub fn overloaded_at(mut self, now: Instant) {
        let Some(adaptive) = self.holder.take() else { return };
        adaptive.overload(self.generation, now);
        adaptive.release();
    }

    /// The call says nothing about the target's capacity.
    pub fn ignore(self) {
        drop(self);
    }
}

impl<H: Deref<Target = Adaptive>> Drop for Permit<H> {
    fn drop(&mut self) {
        if let Some(adaptive) = self.holder.take() {
            adaptive.release();
        }
    }
}
