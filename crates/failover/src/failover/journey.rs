//! One request on its way through the targets.

use std::sync::Arc;
use std::time::Instant;

use osier_core::{Attempt, Body, Context, End, Error, ErrorKind, Notice, Response};

use crate::Target;
use crate::passing::Passing;
use crate::plan::{Plan, Reason, Step};
use crate::running::Running;
use crate::trail::Trail;
use crate::verdict::Verdict;

/// What one request has met so far.
pub(super) struct Journey<'a> {
    context: &'a Context,
    plan: Plan,
    verdict: Verdict,
    trail: Trail,
    /// The target that failed last, and why.
    failed: Option<(Arc<str>, ErrorKind)>,
}

impl<'a> Journey<'a> {
    pub(super) fn new(context: &'a Context, plan: Plan) -> Self {
        let (verdict, trail, failed) = (Verdict::default(), Trail::default(), None);
        Self { context, plan, verdict, trail, failed }
    }

    /// The target to try next, with the context of this visit; or the error to end with.
    pub(super) fn next_target<'t>(
        &mut self,
        targets: &'t [Target],
    ) -> Result<(&'t Target, Context), Error> {
        let context = self.context;
        let (now, left) = (context.clock().now(), context.attempts_left());
        if self.is_left_from_outside(now) {
            return Err(self.give_up(Reason::AllTried));
        }
        match self.plan.next(self.verdict.last(), now, context.deadline(), left) {
            Step::GiveUp(reason) => Err(self.give_up(reason)),
            Step::Try { target, leave_by, alternatives, .. } => match targets.get(target) {
                Some(target) => {
                    let leave_by = leave_by.map(|moment| self.within_share(moment, now));
                    Ok((target, context.visiting(leave_by, alternatives)))
                }
                None => Err(self.give_up(Reason::AllTried)),
            },
        }
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
        if let Some((from, reason)) = &self.failed {
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
        if error.kind().is_local_refusal() {
            self.context.return_attempt();
        }
        self.failed = Some((Arc::clone(&line.target), line.kind));
        self.trail.add(&error, line);
        self.verdict.add(error, self.context.clock().now());
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
