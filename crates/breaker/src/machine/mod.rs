//! The state machine as functions of a word and a moment: no clock, no atomics.

mod admission;
mod records;
mod rules;
#[cfg(test)]
mod tests;

use std::time::Duration;

pub(crate) use admission::{Admission, admit, wait};
pub(crate) use records::{on_failure, on_ignored, on_slow, on_success, on_throttled};
pub(crate) use rules::Rules;

use crate::word::{Phase, Word};
use crate::{Cause, Mode};

/// Where the state goes next, and why if that is to be told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) next: Word,
    pub(crate) cause: Option<Cause>,
}

impl Step {
    fn told(next: Word, cause: Cause) -> Self {
        Self { next, cause: Some(cause) }
    }

    fn silent(next: Word) -> Self {
        Self { next, cause: None }
    }
}

/// From closed to open. One that has been closed for a window starts with the shortest time again.
fn tripped(rules: &Rules, word: Word, now: Duration, hint: Option<Duration>, cause: Cause) -> Step {
    let growth = if rules.is_rehabilitated(word, now) { 0 } else { word.growth() };
    Step::told(opened(rules, word.with_growth(growth), now, hint), cause)
}

/// From half-open to open, for longer than the last time.
fn reopened(
    rules: &Rules,
    word: Word,
    now: Duration,
    hint: Option<Duration>,
    cause: Cause,
) -> Step {
    let longer = word.with_growth(word.growth() + 1);
    Step::told(opened(rules, longer, now, hint), cause)
}

/// A hint only ever lengthens.
fn opened(rules: &Rules, word: Word, now: Duration, hint: Option<Duration>) -> Word {
    let next = word.next_generation();
    let hint = hint.unwrap_or_default();
    let span = rules.open_for(next.growth(), next.generation()).max(hint);
    next.open(now.saturating_add(span)).with_name(!hint.is_zero())
}

/// To half-open before its time; a breaker that is not open stays as it is. So does one that was asked
/// to stay away: a health check that costs nothing says nothing about a limit.
pub(crate) fn on_health_check(word: Word, now: Duration) -> Option<Step> {
    let is_ours = matches!(word.mode(), Mode::Normal | Mode::Observe);
    let may_end = word.phase() == Phase::Open && (!word.is_named() || word.is_over(now));
    (is_ours && may_end).then(|| Step::told(word.half_open().next_generation(), Cause::HealthCheck))
}

/// A clean beginning in this mode.
pub(crate) fn on_command(word: Word, mode: Mode, now: Duration, cause: Cause) -> Step {
    let next = word.next_generation();
    Step::told(Word::fresh(mode, next.generation()).closed(now), cause)
}
