//! One request on its way through the targets.

mod hedge;
mod notes;

use std::sync::Arc;
use std::time::{Duration, Instant};

use osier_core::{Body, Context, End, Ending, Error, ErrorKind, Request, Response};

use crate::leg::{Arrived, Failure, Goal, Leg};
use crate::needs::Needs;
use crate::passing::{Onward, Passing};
use crate::plan::{Failed, Plan, Reason, Situation, Step, Visit};
use crate::route::{Route, View, Weight};
use crate::trail::Trail;
use crate::verdict::Verdict;

/// What random numbers are drawn for here.
const SPREAD: u64 = u64::from_be_bytes(*b"spread  ");

/// What one request has met so far.
pub(super) struct Journey<'a> {
    route: &'a Arc<Route>,
    context: &'a Context,
    request: &'a Request,
    needs: Needs<'a>,
    weight: Weight,
    plan: Plan,
    verdict: Verdict,
    trail: Trail,
    /// The visit that failed last, and why.
    failed: Option<(Visit, ErrorKind)>,
    /// The request as the target of the last visit would rather have it, and what it lacks.
    repaired: Option<(Request, String)>,
}

impl<'a> Journey<'a> {
    pub(super) fn new(route: &'a Arc<Route>, context: &'a Context, request: &'a Request) -> Self {
        if let Some(hedges) = &route.hedges {
            hedges.deposit();
        }
        Self {
            route,
            context,
            request,
            needs: Needs::of(request),
            weight: Weight::of(route, request),
            plan: route.plan(context),
            verdict: Verdict::default(),
            trail: Trail::default(),
            failed: None,
            repaired: None,
        }
    }

    /// The next attempt, after a wait if no target is ready and one should be soon; or the error to end
    /// with.
    pub(super) async fn next(&mut self) -> Result<Leg<'a>, Error> {
        loop {
            let now = self.context.clock().now();
            match self.step(now) {
                Step::Try(visit) => return self.leg(visit, now),
                Step::GiveUp(reason) => return Err(self.give_up(reason)),
                Step::Wait { until } => {
                    let until = until + self.spread(until - now);
                    self.context.clock().sleep_until(until).await;
                }
            }
        }
    }

    fn step(&mut self, now: Instant) -> Step {
        if self.is_left_from_outside(now) {
            return Step::GiveUp(Reason::AllTried);
        }
        let repairable = self.repaired.is_some();
        let last = self.failed.zip(self.verdict.last());
        let last = last.map(|((visit, _), error)| Failed { visit, error, repairable });
        let view = View::new(self.route, self.context, (&self.needs, self.weight), now);
        self.plan.next(last, &situation(self.context, now, &view))
    }

    /// One attempt, and another beside it where it is silent for long. `None` after failures.
    pub(super) async fn run(&mut self, leg: &Leg<'a>) -> Option<Response> {
        if self.may_hedge(leg) {
            return self.run_hedged(leg).await;
        }
        let result = leg.run(self.goal()).await;
        self.settle(leg, result)
    }

    fn goal(&self) -> Goal {
        Goal::Answer(self.route.settings.hold_back)
    }

    fn settle(&mut self, leg: &Leg<'_>, result: Result<Arrived, Failure>) -> Option<Response> {
        match result {
            Ok(arrived) => Some(self.arrive(leg, arrived)),
            Err(failure) => {
                self.note(leg, failure);
                None
            }
        }
    }

    /// Draws on the attempt budget, and tells of the move from the target before.
    fn leg(&mut self, visit: Visit, now: Instant) -> Result<Leg<'a>, Error> {
        let route = self.route;
        let Some(target) = route.targets.get(visit.target) else {
            return Err(self.give_up(Reason::AllTried));
        };
        let number = self.context.begin_attempt().map_err(|_| self.give_up(Reason::Attempts))?;
        let leave_by = visit.leave_by.map(|moment| self.within_share(moment, now));
        let context = self.context.visiting(leave_by, visit.alternatives);
        let insists = visit.reason == Reason::LastResort && route.insists();
        let context = if insists { context.insisting() } else { context };
        let repaired = self.repaired.take().filter(|_| visit.reason == Reason::Repair);
        self.tell_of(visit, target, repaired.as_ref().map(|(_, param)| &**param));
        let request = repaired.map_or_else(|| self.request.clone(), |(request, _)| request);
        Ok(Leg { context, target, visit, request, since: now, number, weight: self.weight })
    }

    /// Up to a tenth of the wait more, another for each request: those that wait for the same target
    /// must not all come at the same moment.
    fn spread(&self, wait: Duration) -> Duration {
        wait.mul_f64(self.context.draw_unit(SPREAD) / 10.0)
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

    /// Hands the answer to the caller. What the target itself tried before counts too.
    fn arrive(&mut self, leg: &Leg<'_>, (response, running): Arrived) -> Response {
        let Response { mut head, body } = response;
        let trail = std::mem::take(&mut self.trail);
        let inner = std::mem::take(&mut head.attempts);
        head.attempts = trail.followed_by(&inner);
        let body = match body {
            Body::Complete(_) => {
                running.end(End::Complete);
                body
            }
            Body::Stream(events) => {
                let ending = head.ending.insert(Ending::default()).clone();
                // A route inside this one goes on with its own answers.
                let is_own = head.target.as_ref() == Some(leg.target.name());
                let onward = is_own.then(|| Onward::after(self.route, self.context, leg)).flatten();
                Body::Stream(Box::pin(Passing::new(
                    events,
                    running,
                    (trail, inner),
                    ending,
                    onward,
                )))
            }
        };
        Response { head, body }
    }
}

fn situation<'s>(context: &Context, now: Instant, view: &'s View<'_>) -> Situation<'s> {
    let deadline = context.deadline();
    Situation {
        now,
        deadline,
        answer_by: context.leave_by().map_or(deadline.moment(), |by| by.min(deadline.moment())),
        attempts_left: context.attempts_left(),
        outlook: view,
    }
}
