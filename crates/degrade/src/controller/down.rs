//! The way down: by what came of requests at the standing level.

use std::time::{Duration, Instant};

use osier_core::Level;

use super::tally::{Call, Tally};
use super::{Controller, Moved};
use crate::reason;

/// In so many windows after a step up, a fall is a relapse; at full for so long, all is well.
const LASTING: u32 = 4;

/// A level that was left for a worse one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fall {
    from: Level,
    reason: &'static str,
}

impl Controller {
    /// Counts a request at the standing level, which may be one too many.
    pub(super) fn served(&mut self, now: Instant, call: Call) -> Option<Moved> {
        let is_strained = call.is_strained && !self.is_settling(now);
        let call = Call { is_strained, ..call };
        self.window.add(now, call);
        let is_early = self.has_risen && !self.has_lasted(now, self.settings.window);
        if !call.is_bad() || is_early {
            return None;
        }
        let tally = self.window.tally(now);
        let to = self.worse(tally)?;
        self.fall(now, to, tally.cause(self.settings.weights))
    }

    /// The level for which this is bad enough.
    fn worse(&self, tally: Tally) -> Option<Level> {
        let from = self.standing.level;
        let to = self.levels.iter().copied().find(|level| *level > from)?;
        let weights = self.settings.weights;
        let is_bad = tally.pressure(weights) >= self.settings.down_at;
        let is_dead = tally.unanswered(weights) >= self.settings.dead_at;
        let is_enough = if to.is_live() { is_bad } else { is_dead };
        let is_known = tally.calls >= self.settings.minimum_calls;
        (from.is_live() && is_known && is_enough).then_some(to)
    }

    fn fall(&mut self, now: Instant, to: Level, reason: &'static str) -> Option<Moved> {
        // Falling on says nothing about the levels above: their trial goes on, or comes when it would have.
        if self.falls.is_empty() || self.has_risen {
            self.adjust(now);
            self.pause.hold(now);
            self.trial = None;
        }
        self.has_risen = false;
        self.falls.push(Fall { from: self.standing.level, reason });
        self.go(now, to, reason, reason)
    }

    /// How long the hold should be, now that the level has fallen.
    fn adjust(&mut self, now: Instant) {
        let window = self.settings.window;
        let is_lasting = self.has_lasted(now, window.saturating_mul(LASTING));
        if self.has_risen && !is_lasting {
            self.pause.relapse(self.settings.hold_max);
        } else if self.standing.level == Level::Full {
            self.pause.forget(window);
        }
    }

    /// Whether it has only just fallen: what crowds in is still what the better level was too slow for, and
    /// says nothing about whether this one is fast enough.
    fn is_settling(&self, now: Instant) -> bool {
        let has_fallen = !self.falls.is_empty() && !self.has_risen;
        has_fallen && !self.has_lasted(now, self.settings.trial)
    }

    /// Whether the standing level has been stood at for so long.
    pub(super) fn has_lasted(&self, now: Instant, span: Duration) -> bool {
        self.standing.since.is_none_or(|since| now.saturating_duration_since(since) >= span)
    }

    /// Why this level, and not a better one, once the falls from it and below are made good.
    pub(super) fn recover(&mut self, level: Level) -> &'static str {
        self.falls.retain(|fall| fall.from < level);
        self.falls.last().map_or(reason::NORMAL, |fall| fall.reason)
    }
}
