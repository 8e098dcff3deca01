//! One request on its way through the targets.

mod hedge;
mod notes;

use std::sync::Arc;
use std::time::Instant;

use osier_core::{Body, Context, Ending, Error, ErrorKind, Request, Response};

use crate::leg::{Arrived, Begun, Failure, Goal, Leg};
use crate::needs::Needs;
use crate::passing::{Answering, Inner, Onward, Passing};
use crate::plan::{Plan, Reason, Situation, Step, Visit};
use crate::resume::Finishes;
use crate::route::{Route, View, Weight};
use crate::trail::Trail;
use crate::verdict::Verdict;

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
    /// The request as a target would rather have it, and what it lacks.
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
                Step::Try(visit) => {
                    let leg = self.leg(visit, now);
                    return leg.ok_or_else(|| self.give_up(Reason::Attempts));
                }
                Step::GiveUp(reason) => return Err(self.give_up(reason)),
                Step::Wait { until } => self.context.clock().sleep_until(until).await,
            }
        }
    }

    fn step(&mut self, now: Instant) -> Step {
        if self.is_left_from_outside(now) || self.has_had_its_one() {
            return Step::GiveUp(Reason::AllTried);
        }
        let view = View::new(self.route, self.context, (&self.needs, self.weight), now);
        let situation = situation(self.context, now, &view);
        self.plan.next(&self.at_least_one(situation))
    }

    /// What could follow this route keeps its attempts, but not the first of the route itself.
    fn at_least_one<'s>(&self, situation: Situation<'s>) -> Situation<'s> {
        let least = if self.trail.made() == 0 { self.context.attempts_left().min(1) } else { 0 };
        Situation { attempts_left: situation.attempts_left.max(least), ..situation }
    }

    fn view(&self, now: Instant) -> View<'_> {
        View::new(self.route, self.context, (&self.needs, self.weight), now)
    }

    /// One attempt, and another beside it where it is silent for long. `None` after failures.
    pub(super) async fn run(&mut self, leg: &Leg<'a>) -> Option<Response> {
        if self.may_hedge(leg) {
            return self.run_patiently(leg).await;
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

    /// Draws on the attempt budget, and tells of the move from the target before. `None` if no attempt is
    /// left.
    fn leg(&mut self, visit: Visit, now: Instant) -> Option<Leg<'a>> {
        let (route, context) = (self.route, self.context);
        let target = route.targets.get(visit.target)?;
        let number = context.begin_attempt().ok()?;
        let repaired = self.repaired.take().filter(|_| visit.reason == Reason::Repair);
        self.tell_of(visit, target, repaired.as_ref().map(|(_, param)| &**param));
        let request = repaired.map_or_else(|| self.request.clone(), |(request, _)| request);
        let leave_by = visit.leave_by.map(|moment| self.within_share(moment, now));
        let context = context.visiting(leave_by, visit.alternatives);
        let insists = visit.reason == Reason::LastResort && route.insists();
        let context = if insists { context.insisting() } else { context };
        let (weight, has_begun) = (self.weight, Begun::default());
        Some(Leg { context, target, visit, request, since: now, number, weight, has_begun })
    }

    /// Whether a route outside, of which this one is a target, now asks another of its own.
    fn is_left_from_outside(&self, now: Instant) -> bool {
        !self.trail.is_empty() && self.context.leave_by().is_some_and(|moment| moment <= now)
    }

    /// Whether one attempt was all there might be, and has been made.
    fn has_had_its_one(&self) -> bool {
        self.context.is_once() && self.trail.made() > 0
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
        let inner = Inner { tried: std::mem::take(&mut head.attempts), ending: head.ending.take() };
        head.attempts = trail.followed_by(&inner.tried);
        let body = match (body, running) {
            (Body::Stream(events), Some(running)) => {
                let ending = head.ending.insert(Ending::default()).clone();
                let onward = self.onward(leg, head.target.as_ref());
                let finishes = Finishes::of(&leg.request);
                let attempt = Answering { running, trail, inner, finishes };
                Body::Stream(Box::pin(Passing::new(events, attempt, ending, onward)))
            }
            (body, _) => body,
        };
        Response { head, body }
    }

    /// A route inside this one goes on with its own answers.
    fn onward(&self, leg: &Leg<'_>, answers: Option<&Arc<str>>) -> Option<Box<Onward>> {
        let is_own = answers == Some(leg.target.name()) && !self.context.is_once();
        is_own.then(|| Onward::after(self.route, self.context, leg)).flatten()
    }
}

fn situation<'s>(context: &Context, now: Instant, view: &'s View<'_>) -> Situation<'s> {
    let deadline = context.deadline();
    Situation {
        now,
        deadline,
        answer_by: context.leave_by().map_or(deadline.moment(), |by| by.min(deadline.moment())),
        attempts_left: context.attempts_to_spare(),
        outlook: view,
    }
}
