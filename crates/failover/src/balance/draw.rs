//! Drawing by weight among those that take part.

use super::{Candidate, admits};

/// Those of the candidates that take part in one choice, and its chance.
pub(super) struct Field<'c> {
    candidates: &'c [Candidate],
    draw: u64,
    rule: Rule,
}

/// Who takes part.
#[derive(Clone, Copy)]
struct Rule {
    /// Those of weight 0, because there are no others.
    spare: bool,
    /// Those that ramp too, whatever their share.
    ramping: bool,
}

/// What a chance is for: each purpose has one of its own. Those of the candidates come after.
const FIRST: u64 = 1;
const SECOND: u64 = 2;
const SHARES: u64 = 3;

impl<'c> Field<'c> {
    pub(super) fn of(candidates: &'c [Candidate], draw: u64) -> Self {
        let spare = candidates.iter().all(|candidate| candidate.weight == 0);
        let usual = Self { candidates, draw, rule: Rule { spare, ramping: false } };
        let ramping = usual.weights().all(|(_, weight)| weight == 0);
        Self { rule: Rule { spare, ramping }, ..usual }
    }

    pub(super) fn get(&self, place: usize) -> Option<&'c Candidate> {
        self.candidates.get(place)
    }

    /// Each candidate's place and weight: 0 if it takes no part.
    pub(super) fn weights(&self) -> impl Iterator<Item = (usize, u64)> {
        self.candidates.iter().enumerate().map(|(place, candidate)| {
            let is_in = (candidate.weight == 0) == self.rule.spare
                && (self.rule.ramping
                    || admits(candidate.share, self.chance(SHARES + place as u64)));
            (place, if is_in { u64::from(candidate.weight.max(1)) } else { 0 })
        })
    }

    /// One of those that are wanted, each as often as its weight says.
    pub(super) fn draw(&self, is_wanted: impl Fn(usize) -> bool) -> Option<usize> {
        self.draw_by(FIRST, is_wanted)
    }

    /// Another one.
    pub(super) fn draw_again(&self, first: usize) -> Option<usize> {
        self.draw_by(SECOND, |place| place != first)
    }

    /// One of those that nobody undercuts.
    pub(super) fn draw_best<K: PartialOrd>(&self, key: impl Fn(&Candidate) -> K) -> Option<usize> {
        let key = |place| self.get(place).map(&key);
        let taking_part = self.weights().filter(|(_, weight)| *weight > 0).map(|(place, _)| place);
        let best =
            taking_part.reduce(|best, other| if key(other) < key(best) { other } else { best })?;
        let best = key(best);
        self.draw(|place| key(place) == best)
    }

    fn draw_by(&self, purpose: u64, is_wanted: impl Fn(usize) -> bool) -> Option<usize> {
        let wanted = || self.weights().filter(|(place, _)| is_wanted(*place));
        let total = wanted().map(|(_, weight)| weight).sum();
        at(wanted(), below(self.chance(purpose), total))
    }

    fn chance(&self, purpose: u64) -> u64 {
        mix(self.draw ^ mix(purpose))
    }
}

/// Whose the position is, where each has as many as its weight.
pub(super) fn at(weights: impl Iterator<Item = (usize, u64)>, position: u64) -> Option<usize> {
    let mut left = position;
    for (place, weight) in weights {
        if left < weight {
            return Some(place);
        }
        left -= weight;
    }
    None
}

/// From 0 to the bound, without it; evenly, since no bound here is near 2⁶⁴ (Lemire, *Fast Random Integer
/// Generation in an Interval*, 2019).
pub(super) fn below(draw: u64, bound: u64) -> u64 {
    ((u128::from(draw) * u128::from(bound)) >> 64) as u64
}

/// The finalizer of SplitMix64 (Steele, Lea and Flood, 2014).
pub(super) fn mix(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
