//! Taking note of how calls ended.

use std::time::{Duration, Instant};

use super::Breaker;
use crate::machine::{Step, on_failure, on_ignored, on_slow, on_success, on_throttled};
use crate::moment::millis;
use crate::pass::Pass;
use crate::sync::Ordering;
use crate::window::{Place, Window};
use crate::word::{Phase, Ticket, Word};
use crate::{Cause, Outcome, Recorded, Transition};

/// What became of a result, and what it moved.
pub(crate) type Settled = (Recorded, Option<Transition>);

const STALE: Settled = (Recorded::Stale, None);
const COUNTED: Settled = (Recorded::Counted, None);

impl Breaker {
    /// The path of a call while all is well: two loads if only failures in a row count, and no clock.
    #[inline]
    pub(crate) fn settle_success(&self, pass: Pass, clock: impl Fn() -> Instant) -> Settled {
        let word = self.load();
        if !word.is_quiet_for(pass.ticket()) || pass.is_watched() {
            return self.settle(pass, Outcome::Success, clock());
        }
        if !self.rules.has_windows {
            return COUNTED;
        }
        let now = clock();
        match self.count(word, now, Kind::Good) {
            Some(None) => COUNTED,
            Some(verdict) => self.settle_verdict(pass.ticket(), now, verdict),
            None => STALE,
        }
    }

    #[cfg(feature = "provider")]
    pub(crate) fn slow_after(&self) -> Duration {
        self.rules.settings.slow_after
    }

    /// Any outcome, in any state.
    #[inline(never)]
    pub(crate) fn settle(&self, pass: Pass, outcome: Outcome, now: Instant) -> Settled {
        let (age, rules, ticket) = (self.age(now), &self.rules, pass.ticket());
        let outcome = pass.judged(outcome, millis(age), millis(rules.settings.slow_after));
        let verdict = self.verdict(ticket, now, outcome);
        self.step(ticket, now, |word| match outcome {
            Outcome::Success => on_success(rules, word, || age, verdict),
            Outcome::Slow => on_slow(rules, word, age, verdict),
            Outcome::Failure => on_failure(rules, word, age, None, verdict),
            Outcome::FailureFor(wait) => on_failure(rules, word, age, Some(wait), verdict),
            Outcome::Throttled => on_throttled(rules, word, age, None),
            Outcome::ThrottledFor(wait) => on_throttled(rules, word, age, Some(wait)),
            Outcome::Ignored => on_ignored(word),
        })
    }

    /// Gives the place of a probe back; other calls hold none.
    #[cold]
    pub(crate) fn give_back(&self, ticket: Ticket) {
        let mut word = self.load();
        while word.ticket() == ticket
            && let Some(step) = on_ignored(word)
        {
            match self.compare_exchange(word, step.next) {
                Ok(()) => return,
                Err(actual) => word = actual,
            }
        }
    }

    pub(crate) fn awaits(&self, ticket: Ticket) -> bool {
        let word = self.load();
        word.ticket() == ticket && word.phase() == Phase::HalfOpen
    }

    /// The answer to a call has begun: it is slow by now, or will not be.
    pub(crate) fn begun(&self, pass: Pass, now: Instant) -> Pass {
        let slow_after = millis(self.rules.settings.slow_after);
        pass.watched_until(millis(self.age(now)), slow_after)
    }

    /// A probe has shown that it is alive: it is given up no sooner than at this moment.
    pub(crate) fn extend(&self, ticket: Ticket, age: Duration, until: Duration) {
        let mut word = self.load();
        while word.ticket() == ticket && word.phase() == Phase::HalfOpen {
            match self.compare_exchange(word, word.with_lease(until, age)) {
                Ok(()) => return,
                Err(actual) => word = actual,
            }
        }
    }

    #[cold]
    fn settle_verdict(&self, ticket: Ticket, now: Instant, verdict: Option<Cause>) -> Settled {
        let age = self.age(now);
        self.step(ticket, now, |word| on_success(&self.rules, word, || age, verdict))
    }

    /// Moves the state of this generation, if the decision says so.
    fn step(&self, ticket: Ticket, now: Instant, decide: impl Fn(Word) -> Option<Step>) -> Settled {
        let mut word = self.load();
        loop {
            if word.ticket() != ticket {
                return STALE;
            }
            let Some(step) = decide(word).filter(|step| step.next != word) else {
                return COUNTED;
            };
            match self.take(word, step, now) {
                Ok(moved) => return (Recorded::Counted, moved),
                Err(actual) => word = actual,
            }
        }
    }

    /// Puts a result into the windows, if it belongs there, and gives their verdict.
    fn verdict(&self, ticket: Ticket, now: Instant, outcome: Outcome) -> Option<Cause> {
        let word = self.load();
        let kind = Kind::of(outcome)?;
        if word.ticket() != ticket {
            return None;
        }
        if kind == Kind::Failed {
            self.last_failure.store(millis(self.age(now)) + 1, Ordering::Relaxed);
        }
        match word.phase() {
            Phase::Closed | Phase::Cooling => self.count(word, now, kind)?,
            Phase::Open | Phase::HalfOpen => None,
        }
    }

    /// Counts a call, and says what to trip for; nothing at all if the windows have moved on.
    #[inline]
    fn count(&self, word: Word, now: Instant, kind: Kind) -> Option<Option<Cause>> {
        let settings = &self.rules.settings;
        let place = self.rules.periods.place(word.generation(), self.age(now));
        let mut cause = None;
        if let Some(ratio) = settings.failure_ratio {
            let is_bad = kind == Kind::Failed;
            if self.reaches(&self.failures, word, place, is_bad, ratio)? {
                cause = Some(Cause::FailureRatio);
            }
        }
        if let Some(ratio) = settings.slow_ratio {
            let is_bad = kind == Kind::Slow;
            if self.reaches(&self.slow, word, place, is_bad, ratio)? {
                cause = cause.or(Some(Cause::SlowRatio));
            }
        }
        Some(cause)
    }

    /// A ratio can be reached by a bad call, and by any call that makes them enough to be judged. The
    /// latter cannot be where one bucket alone has more than enough: then nothing else is read.
    #[inline]
    fn reaches(
        &self,
        window: &Window,
        word: Word,
        place: Place,
        is_bad: bool,
        ratio: f64,
    ) -> Option<bool> {
        let minimum = u64::from(self.rules.settings.minimum_calls);
        let is_current = || self.load().ticket() == word.ticket();
        let own = window.record(place, is_bad, is_current)?;
        if !is_bad && own.calls > minimum {
            return Some(false);
        }
        let tally = own.plus(window.before(place));
        let is_due = if is_bad { tally.calls >= minimum } else { tally.calls == minimum };
        Some(is_due && tally.reaches(ratio))
    }

    fn compare_exchange(&self, from: Word, to: Word) -> Result<(), Word> {
        self.word
            .compare_exchange(from.0, to.0, Ordering::AcqRel, Ordering::Acquire)
            .map(drop)
            .map_err(Word)
    }
}

/// What windows see of an outcome.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Good,
    Slow,
    Failed,
}

impl Kind {
    fn of(outcome: Outcome) -> Option<Self> {
        match outcome {
            Outcome::Success => Some(Self::Good),
            Outcome::Slow => Some(Self::Slow),
            Outcome::Failure | Outcome::FailureFor(_) => Some(Self::Failed),
            Outcome::Throttled | Outcome::ThrottledFor(_) | Outcome::Ignored => None,
        }
    }
}
