//! What is shown of a target.

use std::sync::Arc;
use std::time::Instant;

use super::{Facts, FirstToken, Judgement, Scope, Status, judge};
use crate::Vitals;

/// How a target is, since when, and why.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Standing {
    /// The target.
    pub target: Arc<str>,
    /// What it identifies itself with.
    pub credential: Arc<str>,
    /// In one word.
    pub status: Status,
    /// What that is about.
    pub scope: Scope,
    /// Why, as a stable, lower-case name: `answers`, `errors`, `probe_rejected`, `ramping`, `throttled`,
    /// `failures`, `being_tried`, `unreachable`, `forced_open`, `auth` or `quota_exceeded`.
    pub reason: &'static str,
    /// Since when it has this status, as far as anybody looked: a [`Watch`](crate::Watch) looks every second.
    /// Where none runs, a status that began between two looks counts from the second of them; those of
    /// benches and probes know better.
    pub since: Instant,
    /// When it makes sense to call it again, if it does not now and that is known.
    pub retry_at: Option<Instant>,
    /// The part of the calls in the last minute that failed; `None` if there were none.
    pub error_rate: Option<f64>,
    /// How many calls that were.
    pub calls: u64,
    /// How long its answers take to begin, if that is known.
    pub first_token: Option<FirstToken>,
}

/// The one thing that is remembered of a status: which it was, why, and since when.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    status: Status,
    reason: &'static str,
    since: Option<Instant>,
}

impl Seen {
    /// How the target is now; remembered until it is asked again.
    pub(crate) fn look(&mut self, vitals: &Vitals, facts: &Facts, now: Instant) -> Standing {
        let settings = vitals.settings();
        let Judgement { status, scope, reason, retry_at } = judge(facts, self.reason, settings);
        let since = match self.since {
            Some(since) if status == self.status => since,
            _ => began(facts, status).unwrap_or(now),
        };
        *self = Self { status, reason, since: Some(since) };
        Standing {
            target: Arc::clone(vitals.target()),
            credential: Arc::clone(vitals.credential().name()),
            status,
            scope,
            reason,
            since,
            retry_at,
            error_rate: facts.error_rate(),
            calls: facts.calls,
            first_token: facts.first_token,
        }
    }
}

/// When a status began that knows it better than whoever looks.
fn began(facts: &Facts, status: Status) -> Option<Instant> {
    match status {
        Status::Benched => facts.benched.as_ref().map(|benched| benched.since),
        Status::Open => facts.unreachable.map(|probes| probes.since),
        Status::Healthy | Status::Degraded | Status::Cooling => None,
    }
}
