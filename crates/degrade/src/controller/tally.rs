//! What requests showed of a level, and how much that weighs.

use crate::reason;
use crate::{Verdict, Weights};

/// One request that says something about its level.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    pub(super) verdict: Verdict,
    pub(super) is_strained: bool,
}

/// How many requests there were, and how many of them showed which signal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) calls: u32,
    failed: u32,
    unready: u32,
    strained: u32,
}

impl Call {
    /// Whether it speaks against its level.
    pub(super) fn is_bad(self) -> bool {
        self.is_strained || self.verdict != Verdict::Answered
    }
}

impl From<Call> for Tally {
    fn from(Call { verdict, is_strained }: Call) -> Self {
        Self {
            calls: 1,
            failed: (verdict == Verdict::Failed).into(),
            unready: (verdict == Verdict::Unready).into(),
            strained: is_strained.into(),
        }
    }
}

impl Tally {
    pub(super) fn plus(self, other: impl Into<Self>) -> Self {
        let other = other.into();
        Self {
            calls: self.calls.saturating_add(other.calls),
            failed: self.failed.saturating_add(other.failed),
            unready: self.unready.saturating_add(other.unready),
            strained: self.strained.saturating_add(other.strained),
        }
    }

    /// How hard the level is pressed, from 0 to the sum of the weights.
    pub(super) fn pressure(self, weights: Weights) -> f64 {
        let [failures, unready, shedding] = self.signals(weights).map(|(weight, _)| weight);
        self.per_call(failures + unready + shedding)
    }

    /// The part of it that comes from requests that were not answered.
    pub(super) fn unanswered(self, weights: Weights) -> f64 {
        let [failures, unready, _] = self.signals(weights).map(|(weight, _)| weight);
        self.per_call(failures + unready)
    }

    /// How many were answered.
    pub(super) fn answered(self) -> u32 {
        self.calls.saturating_sub(self.failed.saturating_add(self.unready))
    }

    /// The signal that weighs most.
    pub(super) fn cause(self, weights: Weights) -> &'static str {
        // Of equals the last is taken, which is the first here.
        let signals = self.signals(weights).into_iter().rev();
        let heaviest = signals.max_by(|(one, _), (other, _)| one.total_cmp(other));
        heaviest.map_or(reason::FAILURES, |(_, reason)| reason)
    }

    fn signals(self, weights: Weights) -> [(f64, &'static str); 3] {
        [
            (f64::from(self.failed) * weights.failures, reason::FAILURES),
            (f64::from(self.unready) * weights.unready, reason::UNREADY),
            (f64::from(self.strained) * weights.shedding, reason::SHEDDING),
        ]
    }

    /// Divided once, at the end: 9 of 10 are then 0.9, also where they are 6 and 3.
    fn per_call(self, weight: f64) -> f64 {
        if self.calls == 0 { 0.0 } else { weight / f64::from(self.calls) }
    }
}
