//! One request on its way through the targets.

use std::sync::Arc;
use std::time::{Duration, Instant};

use osier_core::{
    Attempt, Body, Context, Deadline, End, Error, ErrorKind, Notice, Readiness, Response,
};

use crate::Target;
use crate::passing::Passing;
use crate::plan::{Plan, Reason, Situation, Step};
use crate::running::Running;
use crate::trail::Trail;
use crate::verdict::Verdict;

/// A target that refused is not asked again sooner, so that nobody spins.
const SOONEST: Duration = Duration::from_millis(10);
/// What random numbers are drawn for here.
const SPREAD: u64 = u64::from_be_bytes(*b"to_wait_");
/// Of a target that is not there.
const NEVER: Readiness = Readiness::Unavailable;

/// What one request has met so far.
pub(super) struct Journey<'a> {
    context: &'a Context,
    plan: Plan,
    verdict: Verdict,
    trail: Trail,
    /// The target that failed last, and why.
    failed: Option<(Arc<str>, ErrorKind)>,
    /// The target under way and since when, if it may be put back should it refuse.
    visited: Option<(usize, Instant)>,
}

/// What comes next.
pub(super) enum Next<'t> {
    /// A target, and the context of the visit.
    Visit(&'t Target, Context),
    /// Nothing before this moment.
    Wait(Instant),
}

impl<'a> Journey<'a> {
    pub(super) fn new(context: &'a Context, plan: Plan) -> Self {
        let (verdict, trail) = (Verdict::default(), Trail::default());
        Self { context, plan, verdict, trail, failed: None, visited: None }
    }

    /// What comes next; or the error to end with.
    pub(super) fn next<'t>(&mut self, targets: &'t [Target]) -> Result<Next<'t>, Error> {
        let context = self.context;
        let now = context.clock().now();
        if self.is_left_from_outside(now) {
            return Err(self.give_up(Reason::AllTried));
        }
        let deadline = context.deadline();
        let situation = Situation {
            now,
            deadline,
            answer_by: context.leave_by().map_or(deadline.moment(), |by| by.min(deadline.moment())),
            attempts_left: context.attempts_left(),
            readiness: &|place| targets.get(place).map_or(NEVER, |target| target.readiness(now)),
        };
        match self.plan.next(self.verdict.last(), &situation) {
            Step::GiveUp(reason) => Err(self.give_up(reason)),
            Step::Wait { until } => Ok(Next::Wait(until + self.spread(until - now))),
            Step::Try { target, leave_by, alternatives, reason } => {
                self.visited = Some((target, now)).filter(|_| reason != Reason::LastResort);
                let Some(target) = targets.get(target) else {
                    return Err(self.give_up(Reason::AllTried));
                };
                let leave_by = leave_by.map(|moment| self.within_share(moment, now));
                Ok(Next::Visit(target, context.visiting(leave_by, alternatives)))
            }
        }
    }

    /// Up to a tenth of the wait more, another for each request: those that wait for the same target
    /// must not all come at the same moment.
    fn spread(&self, wait: Duration) -> Duration {
        wait.mul_f64(0.1 * self.context.draw_unit(SPREAD))
    }

    /// Whether a route outside, of which this one is a target, now asks another of its own.
    fn is_left_from_outside(&self, now: Instant) -> bool {
        !self.trail.is_empty() && self.context.leave_by().is_some_and(|moment| moment <= now)
    }

    /// A route inside another has its share of the time, and each of its targets but the last half of
    /// what is left of that.
    fn within_share(&self, moment: Instant, now: Instant) -> Instant {
        let share = self.context.leave_by().map(|end| end.saturating_duration_since(now));
        share.map_or(moment, |left| moment.min(now + left / 2))
    }

    /// Draws on the attempt budget, and tells of the move from the target before.
    pub(super) fn begin_attempt(&mut self, target: &Target) -> Result<u32, Error> {
        let number = self.context.begin_attempt().map_err(|_| self.give_up(Reason::Attempts))?;
        let elsewhere = |(from, _): &&(Arc<str>, ErrorKind)| from != target.name();
        if let Some((from, reason)) = self.failed.as_ref().filter(elsewhere) {
            self.context.notify(&Notice::FailedOver {
                request: self.context.id(),
                from,
                to: target.name(),
                reason: *reason,
            });
        }
        Ok(number)
    }

    pub(super) fn note(&mut self, error: Error, line: Attempt) {
        let now = self.context.clock().now();
        if error.kind().is_local_refusal() {
            self.context.return_attempt();
            let wait = error.retry_after().unwrap_or_default().max(SOONEST);
            if let Some((target, since)) = self.visited {
                let took = now.saturating_duration_since(since);
                self.plan.put_back(target, Deadline::after(now, wait).moment(), took);
            }
        }
        let target = Arc::clone(&line.target);
        self.failed = Some((Arc::clone(&target), line.kind));
        self.trail.add(&error, line);
        self.verdict.add_of(target, error, now);
    }

    /// Hands the answer to the caller. What the target itself tried before counts too.
    pub(super) fn arrive(self, response: Response, running: Running) -> Response {
        let Response { mut head, body } = response;
        let inner = std::mem::take(&mut head.attempts);
        head.attempts = self.trail.followed_by(&inner);
        let body = match body {
            Body::Complete(_) => {
                running.end(End::Complete);
                body
            }
            Body::Stream(events) => {
                Body::Stream(Box::pin(Passing::new(events, running, self.trail, inner)))
            }
        };
        Response { head, body }
    }

    fn give_up(&mut self, reason: Reason) -> Error {
        let trail = std::mem::take(&mut self.trail);
        let verdict = std::mem::take(&mut self.verdict);
        let (attempts, blamed) = (trail.made(), verdict.blames_the_targets());
        let error = match reason {
            Reason::Deadline => trail.out_of_time(),
            Reason::Attempts if trail.is_empty() => Error::new(ErrorKind::AttemptsExhausted),
            _ if trail.is_empty() => Error::new(ErrorKind::UnknownModel),
            _ => verdict.into_error(trail.into_attempts(), self.context.clock().now()),
        };
        if blamed {
            self.context.notify(&Notice::AllFailed {
                request: self.context.id(),
                attempts,
                error: error.kind(),
            });
        }
        error
    }
}
