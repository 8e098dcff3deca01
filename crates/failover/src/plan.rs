//! What to try next: a pure function of what is known, without clock, task or socket.

mod resume;
mod situation;
mod step;
#[cfg(test)]
mod tests;
mod unready;

use std::time::{Duration, Instant};

use osier_core::{Error, ErrorKind};

pub(crate) use self::resume::{Resume, ResumePlan, Source};
pub(crate) use self::situation::{Outlook, Situation};
pub use self::step::Reason;
pub(crate) use self::step::{Step, Visit};

use crate::balance::{Candidate, Luck, admits, choose};
use crate::settings::{Refusals, Settings};

/// What random numbers are drawn for here: by whom, so that no two purposes share one.
const RAMPING: u64 = u64::from_be_bytes(*b"ramping ");
const BALANCE: u64 = u64::from_be_bytes(*b"balance ");

/// The targets still to be tried for one request. Each is tried at most once, unless it has asked for a
/// repair or refused to be asked.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// In the order in which they are tried if all are ready.
    left: Vec<Left>,
    settings: Settings,
    patience: Duration,
    repaired: bool,
}

#[derive(Clone, Copy, Debug)]
struct Left {
    target: usize,
    tier: usize,
    preferred: bool,
    /// It refused, and said when it would not.
    not_before: Option<Instant>,
}

/// One of those left that can be asked now.
#[derive(Clone, Copy, Debug)]
struct Ready {
    /// Where it stands among those left.
    place: usize,
    target: usize,
    tier: usize,
    /// Which part of its usual share it should have, in percent.
    share: u8,
}

/// How the attempt before failed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failed<'a> {
    pub(crate) visit: Visit,
    pub(crate) error: &'a Error,
    /// Whether the request could be sent again without what was rejected.
    pub(crate) repairable: bool,
}

impl Plan {
    /// Targets of these tiers in the route's order, but the preferred one first.
    pub(crate) fn new(tiers: &[usize], preferred: Option<usize>, settings: &Settings) -> Self {
        let left = |(target, tier): (usize, &usize)| Left {
            target,
            tier: *tier,
            preferred: preferred == Some(target),
            not_before: None,
        };
        let mut left: Vec<_> = tiers.iter().enumerate().map(left).collect();
        left.sort_by_key(|left| !left.preferred);
        let (settings, patience) = (*settings, settings.patience);
        Self { left, settings, patience, repaired: false }
    }

    /// The next step after the attempt before (`None` at the start): of the first tier in which a target
    /// is ready, the one the strategy chooses. If none is ready, the settings say whether the soonest is
    /// waited for.
    ///
    /// As long as another target could follow, an attempt may take at most half of what remains: a
    /// silent target must not use up the time in which another could answer.
    pub(crate) fn next(&mut self, last: Option<Failed<'_>>, situation: &Situation<'_>) -> Step {
        if let Some(reason) = last.and_then(|failed| self.is_the_same_elsewhere(failed.error)) {
            return Step::GiveUp(reason);
        }
        if let Some(reason) = situation.is_spent() {
            return Step::GiveUp(reason);
        }
        if let Some(failed) = last {
            if let Some(visit) = self.repair(failed, situation) {
                return Step::Try(visit);
            }
            self.outgrow(failed, situation);
        }
        match self.pick(situation) {
            Some((place, reason)) => Step::Try(self.visit(place, reason, situation)),
            None => self.unready(situation),
        }
    }

    /// The target to ask beside one that is silent: another one that is ready now.
    pub(crate) fn hedge(&mut self, situation: &Situation<'_>) -> Option<Visit> {
        if situation.is_spent().is_some() {
            return None;
        }
        let (place, _) = self.pick(situation)?;
        Some(self.visit(place, Reason::Hedge, situation))
    }

    /// The target refused to be asked, after this long. It counts as not tried, and as not ready before
    /// this moment, as long as there is patience left: a route that waited for its own targets has used it.
    pub(crate) fn put_back(&mut self, visit: Visit, not_before: Instant, took: Duration) {
        self.patience = self.patience.saturating_sub(took);
        if !self.patience.is_zero() {
            let Visit { target, tier, .. } = visit;
            let not_before = Some(not_before);
            self.left.push(Left { target, tier, preferred: false, not_before });
        }
    }

    fn is_the_same_elsewhere(&self, error: &Error) -> Option<Reason> {
        let refused = error.kind() == ErrorKind::ContentPolicy;
        let goes_around = refused && self.settings.refusals == Refusals::RouteAround;
        let ends = !error.may_fail_over() && !goes_around;
        ends.then(|| Reason::NotElsewhere(error.kind()))
    }

    /// Once for a request: what rejects one parameter is asked again without it.
    fn repair(&mut self, failed: Failed<'_>, situation: &Situation<'_>) -> Option<Visit> {
        if !failed.repairable || std::mem::replace(&mut self.repaired, true) {
            return None;
        }
        let Visit { target, tier, .. } = failed.visit;
        let left = Left { target, tier, preferred: false, not_before: None };
        Some(self.visit_of(left, Reason::Repair, situation))
    }

    /// A request that is too large for one model is too large for those that are no larger.
    fn outgrow(&mut self, failed: Failed<'_>, situation: &Situation<'_>) {
        if failed.error.kind() != ErrorKind::ContextLength {
            return;
        }
        if let Some(outgrown) = situation.outlook.context(failed.visit.target) {
            let is_larger = |left: &Left| {
                situation.outlook.context(left.target).is_none_or(|context| context > outgrown)
            };
            self.left.retain(is_larger);
        }
    }

    /// Where among those left the next one stands, if one is ready.
    fn pick(&self, situation: &Situation<'_>) -> Option<(usize, Reason)> {
        if let Some(first) = self.left.first().filter(|left| left.preferred)
            && situation.is_ready(first)
        {
            return Some((0, Reason::Preferred));
        }
        let ready = self.ready(situation);
        let mut tiers = ready.chunk_by(|one, other| one.tier == other.tier);
        let is_its_turn = |tier: &&[Ready]| {
            let share = tier.iter().map(|ready| ready.share).max().unwrap_or_default();
            let number = tier.first().map_or(0, |ready| ready.tier as u64);
            admits(share, situation.outlook.draw(RAMPING ^ number))
        };
        // A part of its share is better than nothing.
        let tier = tiers.clone().find(is_its_turn).or_else(|| tiers.next())?;
        self.balance(tier, situation)
    }

    /// Those that can be asked now, tier by tier.
    fn ready(&self, situation: &Situation<'_>) -> Vec<Ready> {
        let left = self.left.iter().enumerate().filter(|(_, left)| situation.is_ready(left));
        let ready = left.map(|(place, left)| {
            let share = situation.outlook.readiness(left.target).share();
            Ready { place, target: left.target, tier: left.tier, share }
        });
        let mut ready: Vec<Ready> = ready.collect();
        // Whoever refused and was put back stands behind his tier.
        ready.sort_by_key(|ready| ready.tier);
        ready
    }

    /// The choice among those of a tier.
    fn balance(&self, tier: &[Ready], situation: &Situation<'_>) -> Option<(usize, Reason)> {
        let first = tier.first()?;
        if tier.len() == 1 {
            return Some((first.place, Reason::Order));
        }
        let (outlook, strategy) = (situation.outlook, self.settings.balance);
        let candidate = |ready: &Ready| outlook.candidate(ready.target, ready.share);
        let candidates: Vec<Candidate> = tier.iter().map(candidate).collect();
        let draw = outlook.draw(BALANCE ^ self.left.len() as u64);
        let chosen = choose(strategy, &candidates, Luck { draw, turn: outlook.turn(strategy) });
        let chosen = chosen.and_then(|index| tier.get(index)).unwrap_or(first);
        Some((chosen.place, Reason::Balance(strategy)))
    }

    fn visit(&mut self, place: usize, reason: Reason, situation: &Situation<'_>) -> Visit {
        let left = self.left.remove(place);
        self.visit_of(left, reason, situation)
    }

    fn visit_of(&self, left: Left, reason: Reason, situation: &Situation<'_>) -> Visit {
        let could_follow = self.left.iter().filter(|left| situation.lack(left).is_none());
        let (mut others, mut ready) = (false, 0_u32);
        for left in could_follow {
            others = true;
            ready += u32::from(situation.is_ready(left));
        }
        let may_follow = others && situation.attempts_left > 1;
        let half = situation.deadline.remaining(situation.now) / 2;
        Visit {
            target: left.target,
            tier: left.tier,
            leave_by: may_follow.then(|| situation.now + half),
            alternatives: ready.min(situation.attempts_left.saturating_sub(1)),
            reason,
        }
    }
}

impl Situation<'_> {
    /// How long until the target is ready: zero if it is, and for ever if nobody knows.
    fn wait_for(&self, left: &Left) -> Duration {
        let told = left.not_before.map(|moment| moment.saturating_duration_since(self.now));
        self.outlook.readiness(left.target).wait().max(told.unwrap_or_default())
    }

    fn is_ready(&self, left: &Left) -> bool {
        self.wait_for(left).is_zero() && self.lack(left).is_none()
    }

    fn lack(&self, left: &Left) -> Option<crate::Lack> {
        self.outlook.lack(left.target)
    }
}
