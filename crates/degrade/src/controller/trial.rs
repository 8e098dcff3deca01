//! A better level, found out about with a few requests.

use std::time::{Duration, Instant};

use osier_core::Level;

use super::Ticket;
use super::tally::{Call, Tally};
use crate::Settings;
use crate::reason;

/// A level on trial.
#[derive(Clone, Debug)]
pub(super) struct Trial {
    level: Level,
    /// What its tickets bear.
    number: u64,
    began: Instant,
    /// When it gets a request whatever that has drawn.
    due: Instant,
    /// When it got one last.
    latest: Instant,
    given: u32,
    tally: Tally,
}

/// What a trial has shown so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ruling {
    Open,
    Passed,
    Failed,
}

impl Trial {
    pub(super) fn new(level: Level, number: u64, now: Instant) -> Self {
        let (began, due, latest) = (now, now, now);
        Self { level, number, began, due, latest, given: 0, tally: Tally::default() }
    }

    pub(super) fn level(&self) -> Level {
        self.level
    }

    pub(super) fn tally(&self) -> Tally {
        self.tally
    }

    pub(super) fn is_of(&self, number: u64) -> bool {
        self.number == number
    }

    /// Whether it is time for a request; asked once for each that comes. Who comes late does not put off
    /// the next, who does not come at all is made up for by one.
    pub(super) fn is_due(&mut self, now: Instant, settings: &Settings) -> bool {
        let is_due = now >= self.due;
        if is_due {
            let next = self.due.checked_add(pace(settings));
            self.due = next.map_or(now, |next| next.max(now));
        }
        is_due
    }

    /// Whether so many of its requests are under way that another would tell nothing new: a level that hangs
    /// must not gather them; one that answers soon has as many as its share. Those whose callers have left are
    /// not heard of again, so now and then one may go.
    pub(super) fn has_enough(&self, now: Instant, settings: &Settings) -> bool {
        let heard = self.tally.calls;
        let under_way = self.given.saturating_sub(heard);
        let is_long_ago = now.saturating_duration_since(self.latest) >= settings.trial;
        under_way >= settings.trial_calls.saturating_mul(2).saturating_add(heard) && !is_long_ago
    }

    pub(super) fn ticket(&mut self, now: Instant) -> Ticket {
        self.latest = now;
        self.given = self.given.saturating_add(1);
        Ticket {
            level: self.level,
            reason: reason::TRIAL,
            is_strained: false,
            is_trial: true,
            epoch: self.number,
        }
    }

    pub(super) fn add(&mut self, call: Call) {
        self.tally = self.tally.plus(call);
    }

    /// Above what is stored, whatever is not bad is better.
    pub(super) fn ruling(&self, now: Instant, settings: &Settings, above: Level) -> Ruling {
        let enough = if above.is_live() { settings.clean_at } else { settings.down_at };
        let pressure = self.tally.pressure(settings.weights);
        if self.tally.calls < settings.trial_calls {
            Ruling::Open
        } else if pressure >= settings.down_at {
            Ruling::Failed
        } else if !self.has_taken(now, settings.trial) {
            Ruling::Open
        } else if pressure <= enough {
            Ruling::Passed
        } else {
            Ruling::Failed
        }
    }

    /// Whether those who know what came of their requests should have said so by now.
    pub(super) fn is_overdue(&self, now: Instant, settings: &Settings) -> bool {
        let span = settings.trial.saturating_mul(2).saturating_add(settings.hold_max);
        self.given >= settings.trial_calls && self.has_taken(now, span)
    }

    fn has_taken(&self, now: Instant, span: Duration) -> bool {
        now.saturating_duration_since(self.began) >= span
    }
}

/// How far apart requests may come so that there are enough of them by the end.
fn pace(settings: &Settings) -> Duration {
    settings.trial / settings.trial_calls.max(1)
}
