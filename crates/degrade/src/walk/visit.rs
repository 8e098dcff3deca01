//! What a level may take of a request's time and attempts.

use std::time::Instant;

use osier_core::{Context, Level, Next};

use super::{Patience, Walk};
use crate::ladder::Rung;
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

    pub(super) fn is_same_provider(&self, level: Level, rung: &Rung) -> bool {
        let other = self.inner.ladder.rungs.iter().find(|other| other.level == level);
        other.is_some_and(|other| other.provider.is_none() && rung.provider.is_none())
    }

    /// How many other levels could answer in place of this one: by somebody else, who is ready now.
    fn others(&self, rung: &Rung, now: Instant) -> u32 {
        let is_pinned = self.ticket.reason == reason::PINNED;
        let could = |other: &&Rung| {
            other.level != rung.level
                && (!is_pinned || other.level > rung.level)
                && !self.is_same_provider(other.level, rung)
                && !self.done.has(other.level)
                && !self.passed.has(other.level)
                && (other.edits.offers(Feature::Vision) || !self.has_images())
                && self.is_ready(other.level, now)
        };
        let count = self.inner.ladder.rungs.iter().filter(could).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    fn has_images(&self) -> bool {
        *self.has_images.get_or_init(|| self.request.has_images())
    }

    pub(super) fn is_ready(&self, level: Level, now: Instant) -> bool {
        self.inner.readiness(level, now, self.next).is_ready()
    }
}
