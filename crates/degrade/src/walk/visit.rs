//! What a level may take of a request's time and attempts.

use std::time::Instant;

use osier_core::{Context, Level, Next, Request};

use super::{Patience, Walk};
use crate::Feature;
use crate::ladder::Rung;
use crate::levels::Levels;
use crate::verdict::FAIR;

impl<N: Next> Walk<'_, N> {
    /// As long as another level could follow, this one must have begun to answer within its share of the time,
    /// and keeps an attempt for each. Stored answers take no time, but nobody should wait long for a target
    /// that is not ready where there may be one.
    pub(super) fn visit(
        &self,
        rung: &Rung,
        request: &Request,
        patience: Patience,
        now: Instant,
    ) -> Option<Context> {
        let others = self.others(rung, now);
        if others > 0 {
            return Some(self.context.visiting(self.leave_by(request, now), others));
        }
        if self.has_fallback() && patience == Patience::PassesOver {
            let leave_by = self.leave_by(request, now).filter(|_| request.wants_stream());
            return Some(self.context.visiting(leave_by, 0).hurried());
        }
        (patience == Patience::Asks).then(|| self.context.hurried())
    }

    /// Whether there may be an answer to this request that needs nobody.
    pub(super) fn has_fallback(&self) -> bool {
        let ladder = &self.inner.ladder;
        ladder.offline.is_some() || (ladder.stale.is_some() && !self.is_cold)
    }

    /// Three quarters of what is left, since lesser answers are shorter ones. A stream has shown something long
    /// before; a whole answer shows nothing before it is complete, and must have had the time for it.
    fn leave_by(&self, request: &Request, now: Instant) -> Option<Instant> {
        let remaining = self.context.deadline().remaining(now);
        let share = match request.wants_stream() {
            true => (remaining / 4 * 3).min(self.inner.ladder.settings.patience),
            false => (remaining / 4 * 3).max(FAIR),
        };
        now.checked_add(share).filter(|_| share < remaining)
    }

    /// How many others could answer in place of this level, and are ready now.
    fn others(&self, rung: &Rung, now: Instant) -> u32 {
        let mut count = 0;
        let mut seen = Levels::default();
        for other in &self.inner.ladder.rungs {
            if !self.could_follow(rung, other) || !self.is_ready(other.level, now) {
                continue;
            }
            count += u32::from(!self.asked_at(seen).any(|counted| counted.asks_the_same(other)));
            seen.add(other.level);
        }
        count
    }

    fn could_follow(&self, rung: &Rung, other: &Rung) -> bool {
        (!self.ticket.is_pinned() || other.level > rung.level)
            && !other.asks_the_same(rung)
            && !self.asked_at(self.done).any(|before| before.asks_the_same(other))
            && !self.passed.has(other.level)
            && (other.edits.offers(Feature::Vision) || !self.has_images())
    }

    /// The rungs of these levels.
    pub(super) fn asked_at(&self, levels: Levels) -> impl Iterator<Item = &Rung> {
        self.inner.ladder.rungs.iter().filter(move |rung| levels.has(rung.level))
    }

    fn has_images(&self) -> bool {
        *self.has_images.get_or_init(|| self.request.has_images())
    }

    pub(super) fn is_ready(&self, level: Level, now: Instant) -> bool {
        self.inner.readiness(level, now, self.next).is_ready()
    }
}
