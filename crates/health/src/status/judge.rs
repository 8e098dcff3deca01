//! From facts to a status: a pure function.

use std::time::Instant;

use super::{Circuit, Facts, Scope, Status};
use crate::HealthSettings;

/// Why a target is degraded that answers, but not always.
const ERRORS: &str = "errors";
/// Why a target is open that probes did not reach.
const UNREACHABLE: &str = "unreachable";

/// A status and what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) status: Status,
    pub(crate) scope: Scope,
    pub(crate) reason: &'static str,
    pub(crate) retry_at: Option<Instant>,
}

/// What the facts come to. Of several, the one that keeps most requests away counts.
///
/// The reason that held `before` matters for one thing: whoever is degraded for its errors stays so until
/// half as many fail as it took, so that it does not flap.
pub(crate) fn judge(facts: &Facts, before: &str, settings: &HealthSettings) -> Judgement {
    if let Some(benched) = &facts.benched {
        let scope = Scope::Credential;
        let reason = benched.reason.name();
        return Judgement { status: Status::Benched, scope, reason, retry_at: None };
    }
    let retry_at = facts.circuit.retry_at;
    let of_target = |status, reason, retry_at| {
        let scope = Scope::Target;
        Judgement { status, scope, reason, retry_at }
    };
    match facts.circuit.state {
        Circuit::ForcedOpen => of_target(Status::Open, "forced_open", None),
        Circuit::Open => match facts.unreachable {
            // Its time is over: what keeps requests away is what the probes found.
            Some(probes) if retry_at.is_none() => {
                of_target(Status::Open, UNREACHABLE, probes.retry_at)
            }
            probes => {
                let probes = probes.and_then(|probes| probes.retry_at);
                of_target(Status::Open, "failures", retry_at.max(probes))
            }
        },
        Circuit::HalfOpen => of_target(Status::Open, "being_tried", retry_at),
        Circuit::Cooling => of_target(Status::Cooling, "throttled", retry_at),
        Circuit::Closed => match &facts.unreachable {
            Some(probes) => of_target(Status::Open, UNREACHABLE, probes.retry_at),
            None if fails_often(facts, before, settings) => {
                of_target(Status::Degraded, ERRORS, None)
            }
            None if facts.probe_rejected => of_target(Status::Degraded, "probe_rejected", None),
            None if facts.ramping.is_some() => of_target(Status::Degraded, "ramping", None),
            None => of_target(Status::Healthy, "answers", None),
        },
    }
}

fn fails_often(facts: &Facts, before: &str, settings: &HealthSettings) -> bool {
    let rate = facts.error_rate().unwrap_or_default();
    if before == ERRORS {
        return rate >= settings.degraded_at / 2.0;
    }
    facts.calls >= u64::from(settings.minimum_calls) && rate >= settings.degraded_at
}
