mod failures;
mod journeys;
mod limits;
mod order;
mod resumes;
mod walk;
mod world;

use std::time::{Duration, Instant};

use osier_core::{Deadline, Error, ErrorKind, Readiness};

use super::unready::{SOONEST, SPREAD};
use super::{Failed, Outlook, Plan, Reason, Situation, Step, Visit};
use crate::balance::Candidate;
use crate::{Lack, Refusals, Settings, Strategy, Unready};

use Readiness::{NotBefore, Ramping, Ready, Unavailable};

const MINUTE: Duration = Duration::from_secs(60);

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[expect(clippy::disallowed_methods, reason = "a plan needs some moment to count from")]
fn start() -> Instant {
    Instant::now()
}

/// A request with a minute, whose targets are as ready as this.
#[derive(Clone)]
struct Route<'a> {
    start: Instant,
    readiness: &'a [Readiness],
    attempts: u32,
    tiers: Vec<usize>,
    contexts: &'a [Option<u64>],
    lacks: &'a [Option<Lack>],
    settings: Settings,
    luck: u64,
}

impl Outlook for Route<'_> {
    fn readiness(&self, target: usize) -> Readiness {
        self.readiness[target]
    }

    fn lack(&self, target: usize) -> Option<Lack> {
        self.lacks.get(target).copied().flatten()
    }

    fn context(&self, target: usize) -> Option<u64> {
        self.contexts.get(target).copied().flatten()
    }

    fn candidate(&self, target: usize, share: u8) -> Candidate {
        // The higher its place, the better.
        let (score, in_flight, weight, cost) = (-(target as f64), 0, 1, 0.0);
        Candidate { target, score, in_flight, weight, cost, share }
    }

    fn draw(&self, purpose: u64) -> u64 {
        // Nobody waits longer than he must.
        if purpose == SPREAD {
            return 0;
        }
        (self.luck ^ purpose).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    fn turn(&self, _: Strategy) -> u64 {
        self.luck
    }
}

impl<'a> Route<'a> {
    fn of(readiness: &'a [Readiness]) -> Self {
        Self {
            start: start(),
            readiness,
            attempts: 99,
            tiers: (0..readiness.len()).collect(),
            contexts: &[],
            lacks: &[],
            settings: Settings::default(),
            luck: 0,
        }
    }

    fn plan(&self) -> Plan {
        self.preferring(None)
    }

    fn preferring(&self, preferred: Option<usize>) -> Plan {
        Plan::new(&self.tiers, preferred, &self.settings)
    }

    /// The next step, so long after the start.
    fn next(&self, plan: &mut Plan, last: Option<Failed<'_>>, after: Duration) -> Step {
        let deadline = Deadline::after(self.start, MINUTE);
        let situation = Situation {
            now: self.start + after,
            deadline,
            answer_by: deadline.moment(),
            attempts_left: self.attempts,
            outlook: self,
        };
        last.into_iter().for_each(|failed| plan.learn(failed, self));
        plan.next(&situation)
    }

    fn first(&self, plan: &mut Plan) -> Step {
        self.next(plan, None, Duration::ZERO)
    }

    /// The step after an attempt on this target ended so.
    fn after(&self, plan: &mut Plan, visit: Visit, error: &Error) -> Step {
        self.next(plan, Some(Failed { visit, error, repairable: false }), Duration::ZERO)
    }

    /// The order in which targets are tried if all of them fail, with the reason for each.
    fn order(&self, mut plan: Plan) -> Vec<(usize, Reason)> {
        let step = || match self.next(&mut plan, None, Duration::ZERO) {
            Step::Try(visit) => Some((visit.target, visit.reason)),
            _ => None,
        };
        std::iter::from_fn(step).collect()
    }
}

fn visit(step: Step) -> Visit {
    match step {
        Step::Try(visit) => visit,
        other => panic!("{other:?}"),
    }
}
