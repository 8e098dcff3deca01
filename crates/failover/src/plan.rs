//! What to try next: a pure function of what is known, without clock, task or socket.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::Instant;

use osier_core::{Deadline, Error, ErrorKind, Readiness};

/// What the plan knows of a target.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// Whether the caller would like this one to answer.
    pub preferred: bool,
    /// Whether it can be called now.
    pub readiness: Readiness,
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
        /// How many of those that could follow it were ready when the request came.
        alternatives: u32,
        /// Why it is its turn.
        reason: Reason,
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

/// The targets still to be tried for one request, in order. Each is tried at most once.
#[derive(Clone, Debug)]
pub struct Plan {
    left: VecDeque<(usize, Reason)>,
}

impl Plan {
    /// Orders the candidates: the preferred one, then those that are ready in the route's order,
    /// then the rest. A target that is not ready is a last resort, never a reason to fail.
    #[must_use]
    pub fn new(candidates: impl IntoIterator<Item = Candidate>) -> Self {
        let mut left: Vec<_> = candidates
            .into_iter()
            .enumerate()
            .map(|(place, candidate)| (place, reason_for(candidate)))
            .collect();
        left.sort_by_key(|(_, reason)| match reason {
            Reason::Preferred => 0,
            Reason::Order => 1,
            _ => 2,
        });
        Self { left: left.into() }
    }

    /// The next step after `last`, the error of the attempt before (`None` at the start).
    ///
    /// As long as another target could follow, an attempt may take at most half of what remains: a
    /// silent target must not use up the time in which another could answer.
    pub fn next(
        &mut self,
        last: Option<&Error>,
        now: Instant,
        deadline: Deadline,
        attempts_left: u32,
    ) -> Step {
        if let Some(error) = last.filter(|error| !error.may_fail_over()) {
            return Step::GiveUp(Reason::NotElsewhere(error.kind()));
        }
        if deadline.has_passed(now) {
            return Step::GiveUp(Reason::Deadline);
        }
        if attempts_left == 0 {
            return Step::GiveUp(Reason::Attempts);
        }
        let Some((target, reason)) = self.left.pop_front() else {
            return Step::GiveUp(Reason::AllTried);
        };
        let may_follow = !self.left.is_empty() && attempts_left > 1;
        let leave_by = may_follow.then(|| now + deadline.remaining(now) / 2);
        let alternatives = self.ready().min(attempts_left.saturating_sub(1));
        Step::Try { target, leave_by, alternatives, reason }
    }

    /// How many of those still to be tried were ready.
    fn ready(&self) -> u32 {
        let is_ready = |(_, reason): &&(usize, Reason)| *reason != Reason::LastResort;
        u32::try_from(self.left.iter().filter(is_ready).count()).unwrap_or(u32::MAX)
    }
}

fn reason_for(candidate: Candidate) -> Reason {
    match (candidate.preferred, candidate.readiness) {
        (true, Readiness::Ready) => Reason::Preferred,
        (false, Readiness::Ready) => Reason::Order,
        _ => Reason::LastResort,
    }
}
