//! The way up: by trial.

use std::time::{Duration, Instant};

use osier_core::Level;

use super::tally::Call;
use super::trial::{Ruling, Trial};
use super::{Controller, Moved, Ticket, Verdict};
use crate::reason;

impl Controller {
    /// A ticket of the level on trial, if this request is one of those that try it.
    pub(super) fn try_out(
        &mut self,
        now: Instant,
        draw: f64,
        is_ready: impl Fn(Level) -> bool,
    ) -> Option<Ticket> {
        self.give_up(now);
        self.begin(now, &is_ready);
        let share = if self.standing.level.is_live() { self.settings.trial_share } else { 1.0 };
        let trial = self.trial.as_mut()?;
        let is_due = trial.is_due(now, &self.settings);
        let is_drawn = draw < share;
        if (!is_due && !is_drawn) || trial.has_enough(now, &self.settings) {
            return None;
        }
        if is_ready(trial.level()) {
            return Some(trial.ticket(now));
        }
        if is_due {
            self.found_unready(now);
        }
        None
    }

    /// Begins a trial of the first level in turn that is ready, once the pause is over.
    fn begin(&mut self, now: Instant, is_ready: impl Fn(Level) -> bool) {
        let is_live = self.standing.level.is_live();
        let enough = if is_live { Duration::MAX } else { self.settings.trial };
        if self.trial.is_some() || !self.pause.is_over(now, enough) {
            return;
        }
        let next = self.candidates().find(|level| is_ready(*level));
        if let Some(level) = next {
            self.trial = Some(Trial::new(level, self.number(), now));
        }
    }

    /// The better live levels, in the order in which it is their turn: those above the one that was tried
    /// last, then the others, each time the nearest first.
    fn candidates(&self) -> impl Iterator<Item = Level> {
        let (standing, tried) = (self.standing.level, self.tried);
        let levels = self.levels.iter().rev().copied();
        let better = levels.filter(move |level| level.is_live() && *level < standing);
        let is_above = move |level: &Level| tried.is_some_and(|tried| *level < tried);
        let others = better.clone().filter(move |level| !is_above(level));
        better.filter(is_above).chain(others)
    }

    /// A trial whose tickets are lost must not keep another level from its turn.
    fn give_up(&mut self, now: Instant) {
        let settings = &self.settings;
        let is_overdue = self.trial.as_ref().is_some_and(|trial| trial.is_overdue(now, settings));
        if is_overdue && self.candidates().nth(1).is_some() {
            self.fail(now);
        }
    }

    /// Nobody is sent to where nobody is ready, and that counts.
    fn found_unready(&mut self, now: Instant) {
        let Some(trial) = &mut self.trial else { return };
        trial.add(Call { verdict: Verdict::Unready, is_strained: false });
        if trial.ruling(now, &self.settings, self.standing.level) == Ruling::Failed {
            self.fail(now);
        }
    }

    /// Counts a request at the level on trial, if it is one of this trial.
    pub(super) fn tested(&mut self, now: Instant, number: u64, call: Call) -> Option<Moved> {
        let trial = self.trial.as_mut().filter(|trial| trial.is_of(number))?;
        trial.add(call);
        match trial.ruling(now, &self.settings, self.standing.level) {
            // Only an answer may be what lifts it.
            Ruling::Passed if call.verdict == Verdict::Answered && self.may_rise(now) => {
                self.rise(now)
            }
            Ruling::Failed => {
                self.fail(now);
                None
            }
            Ruling::Passed | Ruling::Open => None,
        }
    }

    /// It never turns around within a window, however soon a trial begins.
    fn may_rise(&self, now: Instant) -> bool {
        self.standing.level.is_live() || self.has_lasted(now, self.settings.window)
    }

    fn fail(&mut self, now: Instant) {
        self.tried = self.trial.take().map(|trial| trial.level());
        self.pause.hold(now);
    }

    fn rise(&mut self, now: Instant) -> Option<Moved> {
        let level = self.trial.take()?.level();
        self.tried = Some(level);
        self.has_risen = true;
        self.pause.step(now, self.settings.window);
        let standing = self.recover(level);
        self.go(now, level, reason::RECOVERED, standing)
    }
}
