//! May a call pass?

use std::time::Duration;

use super::{Rules, Step, reopened};
use crate::pass::Pass;
use crate::rejection::{Rejection, RejectionCause};
use crate::word::{Phase, Word};
use crate::{Cause, Mode};

/// What becomes of a call.
#[derive(Debug)]
pub(crate) enum Admission {
    /// It passes.
    Pass(Pass),
    /// It passes if the state can be moved so.
    PassAfter(Step),
    /// The state must be moved first; then ask again.
    AskAfter(Step),
    /// It does not pass.
    Reject(Rejection),
}

/// Decides; at its `deadline` a probe that starts now is given up, if its lease is not over before.
pub(crate) fn admit(
    rules: &Rules,
    word: Word,
    now: Duration,
    deadline: Option<Duration>,
) -> Admission {
    match word.mode() {
        Mode::Disabled => Admission::Pass(Pass::SPENT),
        Mode::ForcedClosed => Admission::Pass(Pass::of(word.ticket())),
        Mode::ForcedOpen => Admission::Reject(Rejection::now(RejectionCause::ForcedOpen)),
        Mode::Normal => by_phase(rules, word, now, deadline),
        Mode::Observe => match by_phase(rules, word, now, deadline) {
            Admission::Reject(_) => Admission::Pass(Pass::SPENT),
            other => other,
        },
    }
}

/// Why a call does not pass while there is only to wait, and for how many nanoseconds: the answer most
/// calls get from a breaker that is open. Numbers, since they travel in registers.
#[inline]
pub(crate) fn wait(word: Word, now: Duration) -> Option<(RejectionCause, u64)> {
    let cause = match (word.mode(), word.phase()) {
        (Mode::Normal, Phase::Open) => RejectionCause::Open,
        (Mode::Normal, Phase::Cooling) => RejectionCause::Cooling,
        _ => return None,
    };
    let left = word.until().checked_sub(now)?.as_nanos();
    (left > 0).then(|| (cause, u64::try_from(left).unwrap_or(u64::MAX)))
}

fn by_phase(rules: &Rules, word: Word, now: Duration, deadline: Option<Duration>) -> Admission {
    match word.phase() {
        Phase::Closed => Admission::Pass(Pass::of(word.ticket())),
        Phase::Open if word.is_over(now) => {
            let lease = rules.lease(word.growth(), now, deadline);
            let next = word.half_open().next_generation().with_probe(lease, now);
            Admission::PassAfter(Step::told(next, Cause::OpenElapsed))
        }
        Phase::Cooling if word.is_over(now) => {
            Admission::PassAfter(Step::told(word.closed(now), Cause::Cooled))
        }
        Phase::Open => reject(word, now, RejectionCause::Open),
        Phase::Cooling => reject(word, now, RejectionCause::Cooling),
        Phase::HalfOpen => probe(rules, word, now, deadline),
    }
}

fn probe(rules: &Rules, word: Word, now: Duration, deadline: Option<Duration>) -> Admission {
    if word.in_flight() > 0 && word.lease_is_over(now) {
        Admission::AskAfter(reopened(rules, word, now, None, Cause::ProbeExpired))
    } else if word.in_flight() < u64::from(rules.settings.probes) {
        let lease = rules.lease(word.growth(), now, deadline);
        Admission::PassAfter(Step::silent(word.with_probe(lease, now)))
    } else {
        Admission::Reject(Rejection::now(RejectionCause::Probing))
    }
}

fn reject(word: Word, now: Duration, cause: RejectionCause) -> Admission {
    Admission::Reject(Rejection::until(cause, word.until().saturating_sub(now)))
}
