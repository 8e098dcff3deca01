//! What a level may take of a request's time and attempts.

use std::time::Instant;

use osier_core::{Context, Level, Next};

use super::{Patience, Walk};
use crate::ladder::Rung;
use crate::levels::Levels;
use crate::{Feature, reason};

impl<N: Next> Walk<'_, N> {
    /// As long as another level could follow, this one must have begun to answer within three quarters of
    /// what is left, and keeps an attempt for each: lesser answers are shorter ones. Stored answers take no time,
    /// but nobody should wait for a target that is not ready where there is one.
    pub(super) fn visit(&self, rung: &Rung, patience: Patience, now: Instant) -> Option<Context> {
        let others = self.others(rung, now);
        if others > 0 {
            let share = self.context.deadline().remaining(now) / 4 * 3;
            return Some(self.context.visiting(now.checked_add(share), others));
        }
        let hurries = self.inner.has_stored() || patience == Patience::None;
        (hurries && patience != Patience::OfTheRoute).then(|| self.context.visiting(None, 1))
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
        let is_pinned = self.ticket.reason == reason::PINNED;
        (!is_pinned || other.level > rung.level)
            && !other.asks_the_same(rung)
            && !self.done.has(other.level)
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
