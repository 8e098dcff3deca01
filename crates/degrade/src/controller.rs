//! Which level requests begin at: a pure decision, with the time as an argument.

use std::time::Instant;

use osier_core::Level;

use crate::Settings;
use crate::reason;

/// Which level the requests of a route begin at.
///
/// Plain data: no clock, no lock, no task. Whoever has a request asks [`assign`](Self::assign) where it
/// begins, and says with [`record`](Self::record) what came of it there.
#[derive(Clone, Debug)]
pub struct Controller {
    settings: Settings,
    levels: Vec<Level>,
    standing: Standing,
    epoch: u64,
}

/// The standing level at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Standing {
    /// The level at which requests begin.
    pub level: Level,
    /// Why, in one stable, lower-case word.
    pub reason: &'static str,
    /// Since when; `None` from the beginning.
    pub since: Option<Instant>,
    /// Whether it is held by hand.
    pub is_pinned: bool,
    /// The better level that is on trial.
    pub trial: Option<Level>,
}

/// Where one request begins. To be given back to [`Controller::record`] at most once; one that is lost
/// counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The level.
    pub level: Level,
    /// Why.
    pub reason: &'static str,
    /// Whether others were being shed when it came.
    pub(crate) is_strained: bool,
    /// Whether it tries a better level than the standing one.
    pub(crate) is_trial: bool,
    /// What it says counts as long as nothing has moved since.
    pub(crate) epoch: u64,
}

/// What came of a request at the level where it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It was answered, to the end.
    Answered,
    /// It was not, for a reason of the level.
    Failed,
    /// No target of the level was ready.
    Unready,
    /// It says nothing about the level: the request or its caller is the reason.
    Neutral,
}

/// A change of the standing level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Moved {
    /// The level at which requests began.
    pub from: Level,
    /// The level at which they begin now.
    pub to: Level,
    /// Why.
    pub reason: &'static str,
    /// When.
    pub at: Instant,
}

impl Controller {
    /// One that knows these levels, of which [`Full`](Level::Full) is always one, and stands at that.
    #[must_use]
    pub fn new(settings: Settings, levels: impl IntoIterator<Item = Level>) -> Self {
        let mut levels: Vec<_> = levels.into_iter().chain([Level::Full]).collect();
        levels.sort();
        levels.dedup();
        let standing = Standing {
            level: Level::Full,
            reason: reason::NORMAL,
            since: None,
            is_pinned: false,
            trial: None,
        };
        Self { settings, levels, standing, epoch: 0 }
    }

    /// Where a request that comes now begins. `is_strained` says whether others are being shed; `draw` is
    /// its random number from 0 to 1, without 1; `is_ready` says of a level whether any target of it is ready,
    /// and is asked only where that matters.
    pub fn assign(
        &mut self,
        _now: Instant,
        is_strained: bool,
        _draw: f64,
        _is_ready: impl Fn(Level) -> bool,
    ) -> Ticket {
        let Standing { level, reason, .. } = self.standing;
        Ticket { level, reason, is_strained, is_trial: false, epoch: self.epoch }
    }

    /// Says what came of a request; tells of the move that follows.
    pub fn record(&mut self, _now: Instant, _ticket: Ticket, _verdict: Verdict) -> Option<Moved> {
        None
    }

    /// Holds the standing level at this one until it is [released](Self::release). Of levels that the route does
    /// not have, the next worse one counts, and without one the worst.
    pub fn pin(&mut self, now: Instant, level: Level) -> Option<Moved> {
        let worst = self.levels.last().copied().unwrap_or_default();
        let to = self.levels.iter().copied().find(|it| *it >= level).unwrap_or(worst);
        self.standing.is_pinned = true;
        self.go(now, to, reason::PINNED)
    }

    /// Lets it move by itself again, from full on.
    pub fn release(&mut self, now: Instant) -> Option<Moved> {
        if !std::mem::take(&mut self.standing.is_pinned) {
            return None;
        }
        self.go(now, Level::Full, reason::RELEASED)
    }

    /// The standing level.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// Where every request begins as long as nothing is recorded; `None` if that is not the same for all.
    #[must_use]
    pub fn calm(&self) -> Option<Ticket> {
        let Standing { level, reason, is_pinned, .. } = self.standing;
        let is_calm = is_pinned || level == Level::Full;
        is_calm.then_some(Ticket {
            level,
            reason,
            is_strained: false,
            is_trial: false,
            epoch: self.epoch,
        })
    }

    fn go(&mut self, at: Instant, to: Level, reason: &'static str) -> Option<Moved> {
        let from = self.standing.level;
        self.standing.level = to;
        self.standing.reason = reason;
        self.standing.since = Some(at);
        self.epoch += 1;
        (from != to).then_some(Moved { from, to, reason, at })
    }
}
