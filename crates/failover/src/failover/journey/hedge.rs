//! Asking another target beside one that is silent.

use std::pin::{Pin, pin};
use std::time::Duration;

use osier_core::{Deadline, Notice, Response};

use super::{Journey, situation};
use crate::failover::race::{Raced, Side, race};
use crate::leg::{Arrived, Failure, Leg};

impl<'a> Journey<'a> {
    /// Whether another target could be asked beside this one, once for a request.
    pub(super) fn may_hedge(&self, leg: &Leg<'_>) -> bool {
        let may = leg.visit.alternatives > 0 && self.route.settings.hedge.is_some();
        may && !self.context.is_once() && !self.context.has_hedged() && has_habits(leg)
    }

    /// Both attempts run inside this future: dropping it drops them.
    pub(super) async fn run_patiently(&mut self, leg: &Leg<'a>) -> Option<Response> {
        let after = self.route.settings.hedge.map(|hedge| hedge.after).unwrap_or_default();
        let until = Deadline::after(leg.since, after).moment();
        let mut first = pin!(leg.run(self.goal()));
        if let Some(result) = self.context.before(until, first.as_mut()).await {
            return self.settle(leg, result);
        }
        // In a box, so that the requests that never come here need no room for it.
        Box::pin(self.run_beside(leg, first, after)).await
    }

    async fn run_beside(
        &mut self,
        leg: &Leg<'a>,
        mut first: Pin<&mut (impl Future<Output = Result<Arrived, Failure>> + Send)>,
        after: Duration,
    ) -> Option<Response> {
        // What is usual for this target is not known before it is needed.
        if let Some(silence) = silence(leg, after) {
            let until = Deadline::after(leg.since, silence).moment();
            if let Some(result) = self.context.before(until, first.as_mut()).await {
                return self.settle(leg, result);
            }
            if let Some(other) = self.hedge(leg, silence) {
                let second = pin!(other.run(self.goal()));
                let raced = race(first, second).await;
                return self.decide([leg, &other], raced);
            }
        }
        let result = first.await;
        self.settle(leg, result)
    }

    /// The attempt to begin beside this one, if there is a target for it and the budget allows it.
    fn hedge(&mut self, silent: &Leg<'_>, after: Duration) -> Option<Leg<'a>> {
        // A route inside may have hedged meanwhile: then no token is taken for what cannot be.
        let has_had_it = silent.has_begun() || self.context.has_hedged();
        if has_had_it || self.context.is_strained() {
            return None;
        }
        let now = self.context.clock().now();
        let mut plan = self.plan.clone();
        let visit = plan.hedge(&situation(self.context, now, &self.view(now)))?;
        let may = self.route.hedges.as_ref()?.withdraw() && self.context.begin_hedge();
        let leg = may.then(|| self.leg(visit, now)).flatten()?;
        self.plan = plan;
        self.context.notify(&Notice::Hedged {
            request: self.context.id(),
            from: silent.target.name(),
            to: leg.target.name(),
            after,
        });
        Some(leg)
    }

    /// The first content wins. The loser is dropped with this future, and judged by nobody.
    fn decide(&mut self, legs: [&Leg<'_>; 2], raced: Raced<Arrived, Failure>) -> Option<Response> {
        let Raced { won, lost } = raced;
        let winner = won.as_ref().map(|(side, _)| *side);
        for ((leg, side), failure) in legs.into_iter().zip([Side::First, Side::Second]).zip(lost) {
            match failure {
                Some(failure) => self.note(leg, failure),
                None if Some(side) != winner => self.note_cancelled(leg),
                None => {}
            }
        }
        let ([first, second], (side, arrived)) = (legs, won?);
        Some(self.arrive(if side == Side::First { first } else { second }, arrived))
    }
}

/// How long the target of this attempt may be silent: at least so long, and as long as it usually is.
fn silence(leg: &Leg<'_>, at_least: Duration) -> Option<Duration> {
    let stream = leg.request.wants_stream();
    match leg.target.load().slowest_usual(stream) {
        Some(usual) => Some(usual.max(at_least)),
        None => stream.then_some(at_least),
    }
}

/// A whole answer takes as long as it is long: nothing is known of it before its target's habits are.
fn has_habits(leg: &Leg<'_>) -> bool {
    leg.request.wants_stream() || leg.target.load().slowest_usual(false).is_some()
}
