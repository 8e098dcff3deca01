//! Asking another target beside one that is silent.

use std::pin::pin;
use std::time::Duration;

use osier_core::{Notice, Response};

use super::{Journey, situation};
use crate::failover::race::{Raced, Side, race};
use crate::leg::{Arrived, Failure, Leg};
use crate::route::View;

impl<'a> Journey<'a> {
    /// Whether another target could be asked beside this one.
    pub(super) fn may_hedge(&self, leg: &Leg<'_>) -> bool {
        let has_another = leg.visit.alternatives > 0;
        has_another && self.route.settings.hedge.is_some() && !self.context.is_strained()
    }

    /// Both attempts run inside this future: dropping it drops them.
    pub(super) async fn run_hedged(&mut self, leg: &Leg<'a>) -> Option<Response> {
        let context = self.context;
        let mut first = pin!(leg.run(self.goal()));
        let after = self.route.settings.hedge.map(|hedge| hedge.after).unwrap_or_default();
        if let Some(result) = context.before(leg.since + after, first.as_mut()).await {
            return self.settle(leg, result);
        }
        // What is usual for this target is not known before it is needed.
        if let Some(silence) = silence(leg, after) {
            if let Some(result) = context.before(leg.since + silence, first.as_mut()).await {
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
        let now = self.context.clock().now();
        let view = View::new(self.route, self.context, (&self.needs, self.weight), now);
        let mut plan = self.plan.clone();
        let visit = plan.hedge(&situation(self.context, now, &view))?;
        let target = self.route.targets.get(visit.target)?;
        if !self.route.hedges.as_ref()?.withdraw() {
            return None;
        }
        let leg = self.leg(visit, now).ok()?;
        self.plan = plan;
        self.context.notify(&Notice::Hedged {
            request: self.context.id(),
            from: silent.target.name(),
            to: target.name(),
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

/// How long the target of this attempt may be silent: at least so long, and as long as it usually is. A
/// whole answer takes as long as it is, so nothing is known before its target's habits are.
fn silence(leg: &Leg<'_>, at_least: Duration) -> Option<Duration> {
    let stream = leg.request.wants_stream();
    match leg.target.load().slowest_usual(stream) {
        Some(usual) => Some(usual.max(at_least)),
        None => stream.then_some(at_least),
    }
}
