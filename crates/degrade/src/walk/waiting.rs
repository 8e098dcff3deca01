//! Levels that were passed over because nobody there was ready.

use std::time::{Duration, Instant};

use osier_core::{Error, Next, Response};

use super::{Patience, Walk};
use crate::ladder::Rung;
use crate::levels::Levels;

/// As long as a retry waits for a target that names a time. Longer, and an old answer is better than a late one.
const SOON: Duration = Duration::from_secs(3);
/// What must be left of the time after a wait: no model answers in less.
const USEFUL: Duration = Duration::from_secs(1);

impl<'a, N: Next> Walk<'a, N> {
    /// Rather than a stored answer, the first level that should be ready soon, as long as all was well so far:
    /// in an outage most of those who wait would wait in vain.
    pub(super) async fn ask_soon(&mut self) -> Option<Result<Response, Error>> {
        let now = self.context.clock().now();
        if !self.has_fallback() || !self.is_hiccup(now) {
            return None;
        }
        let soon = if self.ticket.is_pinned() { SOON / 3 } else { SOON };
        let passed = self.passed.without(self.done);
        let (wait, rung) = self.soonest(passed, now).filter(|(wait, _)| *wait <= soon)?;
        if wait + USEFUL > self.context.deadline().remaining(now) {
            return None;
        }
        let awaiting = self.awaiting(None);
        self.context.clock().sleep_until(self.context.clock().after(wait)).await;
        awaiting.over();
        self.ask(rung, Patience::Asks).await
    }

    /// Whether all was well so far. Of a level that is held nothing is known, and beside what is stored nothing is
    /// well.
    fn is_hiccup(&self, now: Instant) -> bool {
        self.ticket.level.is_live() && !self.ticket.is_trial && !self.inner.is_pressed(now)
    }

    /// Nothing else is left: the route of the first waits for its targets, and no other waits again. Levels that
    /// only asked for patience are asked once more.
    pub(super) async fn ask_rest(&mut self) -> Option<Result<Response, Error>> {
        let mut left = self.passed.without(self.done).with(self.hurried);
        self.done = self.done.without(left);
        let mut patience = Patience::OfTheRoute;
        while let Some((_, rung)) = self.soonest(left, self.context.clock().now()) {
            if let Some(answered) = self.ask(rung, patience).await {
                return Some(answered);
            }
            left.remove(rung.level);
            patience = Patience::Asks;
        }
        None
    }

    /// The one of these levels that is ready soonest, and when.
    fn soonest(&self, levels: Levels, now: Instant) -> Option<(Duration, &'a Rung)> {
        let left = self.inner.ladder.rungs.iter().filter(|rung| levels.has(rung.level));
        let wait = |rung: &Rung| self.inner.readiness(rung.level, now, self.next).wait();
        // Of several the one that the request would come to first.
        let order = |rung: &Rung| (rung.level < self.ticket.level, rung.level);
        left.map(|rung| (wait(rung), rung)).min_by_key(|(wait, rung)| (*wait, order(rung)))
    }
}
