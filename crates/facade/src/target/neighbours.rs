//! What health learns from the layers around the same target, and tells them.

use std::sync::Arc;
use std::time::Instant;

use osier_breaker::{Breaker, Mode, State};
use osier_core::{Notice, Observer};
use osier_failover::Target;
use osier_health::{Circuit, CircuitFacts, FirstToken, Neighbours};

/// The layers around one target.
pub(super) struct Layers {
    pub(super) target: Target,
    pub(super) breaker: Option<Arc<Breaker>>,
}

impl Neighbours for Layers {
    fn circuit(&self, now: Instant) -> CircuitFacts {
        let Some(breaker) = &self.breaker else {
            return CircuitFacts::default();
        };
        let snapshot = breaker.snapshot_at(now);
        let state = match (snapshot.mode, snapshot.state) {
            (Mode::ForcedOpen, _) => Circuit::ForcedOpen,
            // Whoever only observes keeps nobody away.
            (Mode::Observe, _) | (_, State::Closed) => Circuit::Closed,
            (_, State::Open) if snapshot.is_cooling => Circuit::Cooling,
            (_, State::Open) => Circuit::Open,
            (_, State::HalfOpen) => Circuit::HalfOpen,
        };
        CircuitFacts {
            state,
            retry_at: snapshot.retry_after.and_then(|wait| now.checked_add(wait)),
        }
    }

    fn first_token(&self, _: Instant) -> Option<FirstToken> {
        let lately = self.target.latency(true)?;
        Some(FirstToken { p50: lately.p50, p95: lately.p95 })
    }

    fn probed_up(&self, now: Instant, observer: &dyn Observer) {
        let moved = self.breaker.as_ref().and_then(|breaker| breaker.probe_succeeded_at(now));
        if let Some(moved) = moved {
            observer.on_notice(&Notice::BreakerMoved {
                target: self.target.name(),
                from: moved.from.name(),
                to: moved.to.name(),
                cause: moved.cause.name(),
                lasting: moved.open_for,
            });
        }
    }
}
