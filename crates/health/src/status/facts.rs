//! Everything a status is derived from.

use std::time::{Duration, Instant};

use osier_core::Observer;

use crate::Benched;

/// Everything the status of a target is derived from, at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Why it may not use its credential, if it may not.
    pub benched: Option<Benched>,
    /// Its circuit.
    pub circuit: CircuitFacts,
    /// Active probes found that it cannot be reached.
    pub unreachable: Option<Unreachable>,
    /// A probe was rejected as its credential would be, and no request has shown since that it is accepted.
    pub probe_rejected: bool,
    /// Calls of the last minute that say something about it.
    pub calls: u64,
    /// How many of them failed.
    pub failures: u64,
    /// The part of its share it has, in percent, if it is coming back.
    pub ramping: Option<u8>,
    /// How long its answers take to begin.
    pub first_token: Option<FirstToken>,
}

impl Facts {
    /// The part of the calls in the last minute that failed; `None` if there were none.
    #[must_use]
    pub fn error_rate(&self) -> Option<f64> {
        (self.calls > 0).then(|| self.failures as f64 / self.calls as f64)
    }
}

/// What a circuit breaker is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Circuit {
    /// Calls pass; also where there is none.
    #[default]
    Closed,
    /// The target asked for patience.
    Cooling,
    /// It failed too often.
    Open,
    /// One call at a time finds out whether it is back.
    HalfOpen,
    /// Somebody opened it by hand.
    ForcedOpen,
}

/// What a circuit breaker says of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CircuitFacts {
    /// What it is in.
    pub state: Circuit,
    /// When calls pass again, if they do not now and that is known.
    pub retry_at: Option<Instant>,
}

/// Active probes found that a target cannot be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreachable {
    /// Since when.
    pub since: Instant,
    /// When a request may try it, if probes have not brought it back by then; `None` if one may now.
    pub retry_at: Option<Instant>,
}

/// How long the answers of a target take to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstToken {
    /// Half of them begin sooner.
    pub p50: Duration,
    /// Nineteen in twenty begin sooner.
    pub p95: Duration,
}

/// What else stands around the same target: health depends on no other layer, and asks whoever
/// assembles them.
///
/// Nothing in it may block, or wait for anything. All of it can be left out.
pub trait Neighbours: Send + Sync + 'static {
    /// What the circuit breaker says of itself.
    fn circuit(&self, _now: Instant) -> CircuitFacts {
        CircuitFacts::default()
    }

    /// How long answers take to begin, if that is known.
    fn first_token(&self, _now: Instant) -> Option<FirstToken> {
        None
    }

    /// Active probes failed, and succeed again: a circuit may let a request try, sooner than it would.
    /// What comes of that is told to the observer.
    fn probed_up(&self, _now: Instant, _observer: &dyn Observer) {}
}

/// Nothing stands around it.
impl Neighbours for () {}
