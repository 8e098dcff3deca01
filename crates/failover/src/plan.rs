//! What to try next: a pure function of what is known, without clock, task or socket.

#[cfg(test)]
mod tests;

use std::fmt;
use std::time::{Duration, Instant};

use osier_core::{Deadline, Error, ErrorKind, Readiness};

/// How long a request waits for a target while none is ready. Longer, and whoever asks would rather
/// hear that it failed.
const PATIENCE: Duration = Duration::from_secs(5);
/// A shorter wait is no wait: nobody may spin.
const SOONEST: Duration = Duration::from_millis(10);
/// What must be left of the time after such a wait: no model answers in less.
const USEFUL: Duration = Duration::from_secs(1);

/// What is known when a step is asked for.
#[derive(Clone, Copy)]
pub struct Situation<'a> {
    /// The time.
    pub now: Instant,
    /// The deadline of the request.
    pub deadline: Deadline,
    /// By when an answer must have begun: the deadline, or sooner for a route inside another.
    pub answer_by: Instant,
    /// What is left of the attempt budget.
    pub attempts_left: u32,
    /// Whether a target, by its place in the route, can be called now.
    pub readiness: &'a dyn Fn(usize) -> Readiness,
}

/// What to do next, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Try this target.
    Try {
        /// Its place in the route.
        target: usize,
        /// Until when it may take to commit to an answer; `None` if no other could follow it, and
        /// only the deadline counts.
        leave_by: Option<Instant>,
        /// How many of those that could follow it are ready.
        alternatives: u32,
        /// Why it is its turn.
        reason: Reason,
    },
    /// Ask again at this moment: no target is ready, and one should be soon.
    Wait {
        /// The moment.
        until: Instant,
    },
    /// Try nothing further.
    GiveUp(Reason),
}

/// Why a step is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The caller would like it.
    Preferred,
    /// It is the next in the route's order.
    Order,
    /// It did not say that it is ready, but none that did is left.
    LastResort,
    /// The error says that no other target would do better.
    NotElsewhere(ErrorKind),
    /// Every target of the route has been tried.
    AllTried,
    /// The deadline has passed.
    Deadline,
    /// The attempt budget is empty.
    Attempts,
}

/// The targets still to be tried for one request. Each is tried at most once.
#[derive(Clone, Debug)]
pub struct Plan {
    /// In the order in which they are tried if all are ready.
    left: Vec<Left>,
    patience: Duration,
}

#[derive(Clone, Copy, Debug)]
struct Left {
    target: usize,
    preferred: bool,
    /// It refused, and said when it would not.
    not_before: Option<Instant>,
}

impl Plan {
    /// So many targets in the route's order, but the preferred one first.
    #[must_use]
    pub fn new(targets: usize, preferred: Option<usize>) -> Self {
        let left = |target| Left { target, preferred: preferred == Some(target), not_before: None };
        let mut left: Vec<_> = (0..targets).map(left).collect();
        left.sort_by_key(|left| !left.preferred);
        Self { left, patience: PATIENCE }
    }

    /// The next step after `last`, the error of the attempt before (`None` at the start): the first
    /// target that is ready. If none is, the soonest is waited for, up to five seconds for one request;
    /// beyond that it is a last resort, never a reason to fail.
    ///
    /// As long as another target could follow, an attempt may take at most half of what remains: a
    /// silent target must not use up the time in which another could answer.
    pub fn next(&mut self, last: Option<&Error>, situation: &Situation<'_>) -> Step {
        if let Some(error) = last.filter(|error| !error.may_fail_over()) {
            return Step::GiveUp(Reason::NotElsewhere(error.kind()));
        }
        if situation.deadline.has_passed(situation.now) {
            return Step::GiveUp(Reason::Deadline);
        }
        if situation.attempts_left == 0 {
            return Step::GiveUp(Reason::Attempts);
        }
        match self.left.iter().position(|left| situation.wait_for(left).is_zero()) {
            Some(place) => self.visit(place, situation),
            None => self.wait_or_last_resort(situation),
        }
    }

    /// The target refused to be asked, after this long. It counts as not tried, and as not ready before
    /// this moment, as long as there is patience left: a route that waited for its own targets has used it.
    pub fn put_back(&mut self, target: usize, not_before: Instant, took: Duration) {
        self.patience = self.patience.saturating_sub(took);
        if !self.patience.is_zero() {
            let not_before = Some(not_before);
            self.left.push(Left { target, preferred: false, not_before });
        }
    }

    fn wait_or_last_resort(&mut self, situation: &Situation<'_>) -> Step {
        let waits = self.left.iter().map(|left| situation.wait_for(left));
        let Some((place, wait)) = waits.enumerate().min_by_key(|(_, wait)| *wait) else {
            return Step::GiveUp(Reason::AllTried);
        };
        let room = situation.answer_by.saturating_duration_since(situation.now);
        let wait = wait.max(SOONEST);
        if wait <= self.patience && wait.saturating_add(USEFUL) <= room {
            self.patience -= wait;
            return Step::Wait { until: situation.now + wait };
        }
        self.patience = Duration::ZERO;
        self.visit(place, situation)
    }

    fn visit(&mut self, place: usize, situation: &Situation<'_>) -> Step {
        let left = self.left.remove(place);
        let reason = match situation.wait_for(&left) {
            wait if !wait.is_zero() => Reason::LastResort,
            _ if left.preferred => Reason::Preferred,
            _ => Reason::Order,
        };
        let may_follow = !self.left.is_empty() && situation.attempts_left > 1;
        let half = situation.deadline.remaining(situation.now) / 2;
        let leave_by = may_follow.then(|| situation.now + half);
        let ready = self.left.iter().filter(|left| situation.wait_for(left).is_zero()).count();
        let alternatives = u32::try_from(ready).unwrap_or(u32::MAX);
        let alternatives = alternatives.min(situation.attempts_left.saturating_sub(1));
        Step::Try { target: left.target, leave_by, alternatives, reason }
    }
}

impl Situation<'_> {
    /// How long until the target is ready: zero if it is, and for ever if nobody knows.
    fn wait_for(&self, left: &Left) -> Duration {
        let told = left.not_before.map(|moment| moment.saturating_duration_since(self.now));
        (self.readiness)(left.target).wait().max(told.unwrap_or_default())
    }
}

impl fmt::Debug for Situation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Situation")
            .field("now", &self.now)
            .field("deadline", &self.deadline)
            .field("attempts_left", &self.attempts_left)
            .finish_non_exhaustive()
    }
}
