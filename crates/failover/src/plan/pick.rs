//! Who is asked next among those that are ready.

use super::{Left, Plan, Reason, Situation};
use crate::balance::{Candidate, Luck, admits, choose};

/// What random numbers are drawn for here: by whom, so that no two purposes share one.
pub(super) const RAMPING: u64 = u64::from_be_bytes(*b"ramping ");
const BALANCE: u64 = u64::from_be_bytes(*b"balance ");

impl Plan {
    /// Where among those left the next one stands, if one is ready, and why it is its turn.
    pub(super) fn pick(&self, situation: &Situation<'_>) -> Option<(usize, Reason)> {
        if self.left.first().is_some_and(|left| left.preferred && left.is_ready()) {
            return Some((0, Reason::Preferred));
        }
        let first = self.ready_tier(0)?;
        let mut tier = first;
        while !self.has_its_turn(tier, situation) {
            match self.ready_tier(tier + 1) {
                Some(next) => tier = next,
                // A part of its share is better than nothing.
                None => return self.balance(first, situation),
            }
        }
        self.balance(tier, situation)
    }

    /// The first tier from this one on in which one is ready.
    fn ready_tier(&self, from: usize) -> Option<usize> {
        let ready = self.left.iter().filter(|left| left.is_ready());
        ready.map(|left| left.tier).filter(|tier| *tier >= from).min()
    }

    fn in_tier(&self, tier: usize) -> impl Iterator<Item = (usize, &Left)> {
        let is_in = move |(_, left): &(usize, &Left)| left.tier == tier && left.is_ready();
        self.left.iter().enumerate().filter(is_in)
    }

    /// A tier of which all have just come back has a part of its turns only.
    fn has_its_turn(&self, tier: usize, situation: &Situation<'_>) -> bool {
        let share = self.in_tier(tier).map(|(_, left)| left.looks.share).max();
        match share.unwrap_or_default() {
            100.. => true,
            share => admits(share, situation.outlook.draw(RAMPING ^ tier as u64)),
        }
    }

    /// The choice among those of a tier.
    fn balance(&self, tier: usize, situation: &Situation<'_>) -> Option<(usize, Reason)> {
        let (first, _) = self.in_tier(tier).next()?;
        if self.in_tier(tier).nth(1).is_none() {
            return Some((first, Reason::Order));
        }
        let (outlook, strategy) = (situation.outlook, self.settings.balance);
        let candidate =
            |(_, left): (usize, &Left)| outlook.candidate(left.target, left.looks.share);
        let candidates: Vec<Candidate> = self.in_tier(tier).map(candidate).collect();
        let draw = outlook.draw(BALANCE ^ self.left.len() as u64);
        let chosen = choose(strategy, &candidates, Luck { draw, turn: outlook.turn(strategy) });
        let chosen = chosen.and_then(|index| self.in_tier(tier).nth(index));
        Some((chosen.map_or(first, |(place, _)| place), Reason::Balance(strategy)))
    }
}
