//! What a result does to the state. Each gives the step to take, or nothing if all stays as it is.
//! Only results of the current generation come here.

use std::time::Duration;

use super::{Rules, Step, reopened, tripped};
use crate::word::{Phase, Word};
use crate::{Cause, Mode};

/// `verdict` is what the windows say, this call included: it may be the one that makes them enough.
pub(crate) fn on_success(
    rules: &Rules,
    word: Word,
    now: impl Fn() -> Duration,
    verdict: Option<Cause>,
) -> Option<Step> {
    match word.phase() {
        Phase::Closed | Phase::Cooling if may_trip(word, verdict) => {
            trip(rules, word, now(), None, verdict)
        }
        Phase::Closed => {
            let calm = word.with_failures(0).with_throttles(0);
            (calm != word).then(|| Step::silent(calm))
        }
        Phase::HalfOpen => Some(probe_succeeded(rules, word, now)),
        Phase::Open | Phase::Cooling => None,
    }
}

pub(crate) fn on_slow(
    rules: &Rules,
    word: Word,
    now: Duration,
    verdict: Option<Cause>,
) -> Option<Step> {
    if word.phase() == Phase::HalfOpen && rules.settings.slow_ratio.is_some() {
        Some(reopened(rules, word, now, None, Cause::ProbeFailed))
    } else {
        on_success(rules, word, || now, verdict)
    }
}

fn probe_succeeded(rules: &Rules, word: Word, now: impl Fn() -> Duration) -> Step {
    let successes = word.successes() + 1;
    if successes < u64::from(rules.settings.successes_to_close) {
        return Step::silent(word.without_probe().with_successes(successes));
    }
    let longer = word.next_generation().with_growth(word.growth() + 1);
    Step::told(longer.closed(now()), Cause::ProbesSucceeded)
}

/// `verdict` is what the windows say, this failure included.
pub(crate) fn on_failure(
    rules: &Rules,
    word: Word,
    now: Duration,
    hint: Option<Duration>,
    verdict: Option<Cause>,
) -> Option<Step> {
    match word.phase() {
        Phase::Closed => {
            let failures = word.failures() + 1;
            let in_a_row = rules.settings.consecutive_failures.map(u64::from);
            let cause = match in_a_row {
                Some(limit) if failures >= limit => Some(Cause::ConsecutiveFailures),
                _ => verdict,
            };
            trip(rules, word, now, hint, cause)
                .or_else(|| Some(Step::silent(word.with_failures(failures))))
        }
        Phase::Cooling => trip(rules, word, now, hint, verdict),
        Phase::HalfOpen => Some(reopened(rules, word, now, hint, Cause::ProbeFailed)),
        Phase::Open => None,
    }
}

pub(crate) fn on_throttled(
    rules: &Rules,
    word: Word,
    now: Duration,
    hint: Option<Duration>,
) -> Option<Step> {
    if word.mode() == Mode::ForcedClosed {
        return None;
    }
    // To be asked for no time at all is not to be told for how long.
    let hint = hint.filter(|hint| !hint.is_zero());
    match (word.phase(), hint) {
        (Phase::Closed, Some(hint)) => Some(cooled(word, now, hint)),
        (Phase::Closed, None) => throttled_again(rules, word, now),
        (Phase::Cooling, Some(hint)) => {
            let longer = word.cooling(word.until().max(now.saturating_add(hint)));
            (longer != word).then(|| Step::silent(longer))
        }
        (Phase::HalfOpen, hint) => {
            let opened = super::opened(rules, word, now, hint);
            Some(Step::told(opened, Cause::Throttled))
        }
        (Phase::Cooling, None) | (Phase::Open, _) => None,
    }
}

/// A probe that says nothing gives its place back.
pub(crate) fn on_ignored(word: Word) -> Option<Step> {
    (word.phase() == Phase::HalfOpen).then(|| Step::silent(word.without_probe()))
}

fn throttled_again(rules: &Rules, word: Word, now: Duration) -> Option<Step> {
    let limit = u64::from(rules.settings.throttles_to_cool?);
    let throttles = word.throttles() + 1;
    Some(if throttles < limit {
        Step::silent(word.with_throttles(throttles))
    } else {
        cooled(word, now, rules.open_for(0, word.generation()))
    })
}

fn cooled(word: Word, now: Duration, span: Duration) -> Step {
    Step::told(word.cooling(now.saturating_add(span)), Cause::Throttled)
}

/// Nothing trips what was closed by hand.
fn may_trip(word: Word, verdict: Option<Cause>) -> bool {
    verdict.is_some() && word.mode() != Mode::ForcedClosed
}

fn trip(
    rules: &Rules,
    word: Word,
    now: Duration,
    hint: Option<Duration>,
    verdict: Option<Cause>,
) -> Option<Step> {
    let cause = verdict.filter(|_| may_trip(word, verdict))?;
    let hint = match word.phase() {
        Phase::Cooling => hint.max(Some(word.until().saturating_sub(now))),
        _ => hint,
    };
    Some(tripped(rules, word, now, hint, cause))
}
