//! Letting calls through, or not.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Breaker;
use crate::machine::{Admission, admit, wait};
use crate::moment::millis;
use crate::pass::Pass;
use crate::word::Word;
use crate::{Permit, Rejection, RejectionCause, Transition};

/// Whether a call passes, and what asking moved.
pub(crate) struct Entry {
    pub(crate) answer: Result<Pass, Rejection>,
    #[cfg_attr(
        not(feature = "provider"),
        expect(dead_code, reason = "told to the observer of a request")
    )]
    pub(crate) moved: Option<Transition>,
}

impl Breaker {
    /// Asks to make a call.
    ///
    /// # Errors
    ///
    /// A [`Rejection`] with its cause and when to come back. Asking again is free.
    #[inline]
    pub fn try_acquire(&self) -> Result<Permit<&Self>, Rejection> {
        let pass = self.enter(self.clock, None).answer?;
        Ok(Permit::new(self, pass))
    }

    /// The same at this moment.
    ///
    /// # Errors
    ///
    /// As [`try_acquire`](Self::try_acquire).
    #[inline]
    pub fn try_acquire_at(&self, now: Instant) -> Result<Permit<&Self>, Rejection> {
        let pass = self.enter(|| now, None).answer?;
        Ok(Permit::new(self, pass))
    }

    /// The same for a call that ends at `deadline` whatever happens: a probe that is not heard of
    /// until then counts as failed, sooner than by its lease.
    ///
    /// # Errors
    ///
    /// As [`try_acquire`](Self::try_acquire).
    #[inline]
    pub fn try_acquire_until(
        &self,
        now: Instant,
        deadline: Instant,
    ) -> Result<Permit<&Self>, Rejection> {
        let pass = self.enter(|| now, Some(deadline)).answer?;
        Ok(Permit::new(self, pass))
    }

    /// A permit that may outlive this borrow: for bodies that end after the call, and for tasks. Costs
    /// a reference count.
    ///
    /// # Errors
    ///
    /// As [`try_acquire`](Self::try_acquire).
    pub fn try_acquire_owned(self: &Arc<Self>) -> Result<Permit<Arc<Self>>, Rejection> {
        let pass = self.enter(self.clock, None).answer?;
        Ok(Permit::new(Arc::clone(self), pass))
    }

    /// The same at this moment, for a call that ends at `deadline` if there is one.
    ///
    /// # Errors
    ///
    /// As [`try_acquire`](Self::try_acquire).
    pub fn try_acquire_owned_at(
        self: &Arc<Self>,
        now: Instant,
        deadline: Option<Instant>,
    ) -> Result<Permit<Arc<Self>>, Rejection> {
        let pass = self.enter(|| now, deadline).answer?;
        Ok(Permit::new(Arc::clone(self), pass))
    }

    /// Whether a call would be let through at this moment. Changes nothing, and promises nothing.
    ///
    /// # Errors
    ///
    /// As [`try_acquire`](Self::try_acquire).
    pub fn check_at(&self, now: Instant) -> Result<(), Rejection> {
        self.check(self.load(), self.age(now))
    }

    pub(super) fn check(&self, mut word: Word, age: Duration) -> Result<(), Rejection> {
        loop {
            match admit(&self.rules, word, age, None) {
                Admission::Reject(rejection) => return Err(rejection),
                Admission::AskAfter(step) => word = step.next,
                Admission::Pass(_) | Admission::PassAfter(_) => return Ok(()),
            }
        }
    }

    /// Reads the clock only if the answer, or the watch for slow calls, depends on it.
    #[inline]
    pub(crate) fn enter(&self, clock: impl Fn() -> Instant, deadline: Option<Instant>) -> Entry {
        let word = self.load();
        if word.is_plainly_closed() {
            let pass = self.watched(Pass::of(word.ticket()), clock);
            return Entry { answer: Ok(pass), moved: None };
        }
        let now = clock();
        match self.wait(word, now) {
            Some((cause, nanos)) => {
                let rejection = Rejection::until(cause, Duration::from_nanos(nanos));
                Entry { answer: Err(rejection), moved: None }
            }
            None => self.enter_slowly(word, now, deadline),
        }
    }

    #[cold]
    #[inline(never)]
    fn wait(&self, word: Word, now: Instant) -> Option<(RejectionCause, u64)> {
        wait(word, self.age(now))
    }

    #[cold]
    #[inline(never)]
    fn enter_slowly(&self, mut word: Word, now: Instant, deadline: Option<Instant>) -> Entry {
        let age = self.age(now);
        let deadline = deadline.map(|deadline| self.age(deadline));
        let mut moved = None;
        let answer = loop {
            let (step, passes) = match admit(&self.rules, word, age, deadline) {
                Admission::Pass(pass) => break Ok(pass),
                Admission::Reject(rejection) => break Err(rejection),
                Admission::PassAfter(step) => (step, true),
                Admission::AskAfter(step) => (step, false),
            };
            match self.take(word, step, now) {
                Err(actual) => word = actual,
                Ok(transition) => {
                    moved = transition.or(moved);
                    word = step.next;
                    if passes {
                        break Ok(Pass::of(word.ticket()));
                    }
                }
            }
        };
        Entry { answer: answer.map(|pass| self.watched(pass, || now)), moved }
    }

    #[inline]
    fn watched(&self, pass: Pass, clock: impl Fn() -> Instant) -> Pass {
        if self.rules.settings.slow_ratio.is_none() || pass.is_spent() {
            return pass;
        }
        pass.watched_from(millis(self.age(clock())))
    }
}
