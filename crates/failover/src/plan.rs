//! What to try next: a pure function of what is known, without clock, task or socket.

mod pick;
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
pub(crate) use self::unready::SOONEST;

use crate::Lack;
use crate::settings::{Refusals, Settings};

/// The targets still to be tried for one request. Each is tried at most once, unless it has asked for a
/// repair or refused to be asked.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// In the order in which they are tried if all are ready.
    left: Vec<Left>,
    settings: Settings,
    patience: Duration,
    /// What the failures so far ask for, before anything else.
    due: Option<Due>,
    repaired: bool,
}

#[derive(Clone, Copy, Debug)]
struct Left {
    target: usize,
    tier: usize,
    preferred: bool,
    /// It refused, and said when it would not.
    not_before: Option<Instant>,
    /// How it looks at this step.
    looks: Looks,
}

/// How a target looks at one step: asked once, for everything that is decided then.
#[derive(Clone, Copy, Debug, Default)]
struct Looks {
    /// How long until it is ready: zero if it is, and for ever if nobody knows.
    wait: Duration,
    /// Which part of its usual share it should have, in percent.
    share: u8,
    lack: Option<Lack>,
}

/// What comes next whatever is ready.
#[derive(Clone, Copy, Debug)]
enum Due {
    /// No other target would do better.
    End(Reason),
    /// The same target without what it rejected.
    Repair(Visit),
}

/// How an attempt failed.
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
        let left = |(target, tier): (usize, &usize)| {
            Left::new(target, *tier, preferred == Some(target), None)
        };
        let mut left: Vec<_> = tiers.iter().enumerate().map(left).collect();
        left.sort_by_key(|left| !left.preferred);
        let (settings, patience) = (*settings, settings.patience);
        Self { left, settings, patience, due: None, repaired: false }
    }

    /// The same, which waits for nobody.
    pub(crate) fn without_patience(self) -> Self {
        Self { patience: Duration::ZERO, ..self }
    }

    /// Takes note of a failure: it may end the request, ask for a repair, or rule out others.
    pub(crate) fn learn(&mut self, failed: Failed<'_>, outlook: &dyn Outlook) {
        let Failed { visit, error, repairable } = failed;
        if let Some(reason) = self.is_the_same_elsewhere(error) {
            self.due = Some(Due::End(reason));
        } else if repairable && !self.repaired && self.due.is_none() {
            self.repaired = true;
            self.due = Some(Due::Repair(visit));
        } else if error.kind() == ErrorKind::ContextLength {
            self.outgrow(visit.target, outlook);
        }
    }

    /// The next step: of the first tier in which a target is ready, the one the strategy chooses. If none
    /// is ready, the settings say whether the soonest is waited for.
    ///
    /// As long as another target could follow, an attempt may take at most half of what remains: a
    /// silent target must not use up the time in which another could answer.
    pub(crate) fn next(&mut self, situation: &Situation<'_>) -> Step {
        if let Some(Due::End(reason)) = self.due {
            return Step::GiveUp(reason);
        }
        if let Some(reason) = situation.is_spent() {
            return Step::GiveUp(reason);
        }
        self.look(situation);
        if let Some(Due::Repair(visit)) = self.due.take() {
            let left = Left::new(visit.target, visit.tier, false, None);
            return Step::Try(self.visit_of(&left, Reason::Repair, situation));
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
        self.look(situation);
        let (place, _) = self.pick(situation)?;
        Some(self.visit(place, Reason::Hedge, situation))
    }

    /// The target refused to be asked, after this long. It counts as not tried, and as not ready before
    /// this moment, as long as there is patience left: a route that waited for its own targets has used it.
    pub(crate) fn put_back(&mut self, visit: Visit, not_before: Instant, took: Duration) {
        self.patience = self.patience.saturating_sub(took);
        if !self.patience.is_zero() {
            self.left.push(Left::new(visit.target, visit.tier, false, Some(not_before)));
        }
    }

    fn is_the_same_elsewhere(&self, error: &Error) -> Option<Reason> {
        let refused = error.kind() == ErrorKind::ContentPolicy;
        let goes_around = refused && self.settings.refusals == Refusals::RouteAround;
        let ends = !error.may_fail_over() && !goes_around;
        ends.then(|| Reason::NotElsewhere(error.kind()))
    }

    /// A request that is too large for one model is too large for those that are no larger.
    fn outgrow(&mut self, target: usize, outlook: &dyn Outlook) {
        if let Some(outgrown) = outlook.context(target) {
            let is_larger =
                |left: &Left| outlook.context(left.target).is_none_or(|context| context > outgrown);
            self.left.retain(is_larger);
        }
    }

    fn look(&mut self, situation: &Situation<'_>) {
        for left in &mut self.left {
            let readiness = situation.outlook.readiness(left.target);
            let told =
                left.not_before.map(|moment| moment.saturating_duration_since(situation.now));
            left.looks = Looks {
                wait: readiness.wait().max(told.unwrap_or_default()),
                share: readiness.share(),
                lack: situation.outlook.lack(left.target),
            };
        }
    }

    fn visit(&mut self, place: usize, reason: Reason, situation: &Situation<'_>) -> Visit {
        let left = self.left.remove(place);
        self.visit_of(&left, reason, situation)
    }

    fn visit_of(&self, left: &Left, reason: Reason, situation: &Situation<'_>) -> Visit {
        let remaining = situation.deadline.remaining(situation.now);
        let could_follow = |left: &&Left| left.looks.lack.is_none() && left.looks.wait < remaining;
        let others = self.left.iter().filter(could_follow);
        let may_follow = others.clone().next().is_some() && situation.attempts_left > 1;
        let ready = others.filter(|left| left.is_ready()).count();
        let ready = u32::try_from(ready).unwrap_or(u32::MAX);
        Visit {
            target: left.target,
            tier: left.tier,
            leave_by: may_follow.then(|| situation.now + remaining / 2),
            alternatives: ready.min(situation.attempts_left.saturating_sub(1)),
            reason,
        }
    }
}

impl Left {
    fn new(target: usize, tier: usize, preferred: bool, not_before: Option<Instant>) -> Self {
        Self { target, tier, preferred, not_before, looks: Looks::default() }
    }

    fn is_ready(&self) -> bool {
        self.looks.wait.is_zero() && self.looks.lack.is_none()
    }
}
