//! Answers that need nobody.

use std::time::Duration;

use osier_core::{Level, Next, Response};

use super::Walk;

/// A cache answers at once, or is no help.
const RECALL: Duration = Duration::from_secs(1);
/// So long it may take even where no time is left: what the tiers of a cache are given.
const READ: Duration = Duration::from_millis(50);

impl<N: Next> Walk<'_, N> {
    /// Stored answers are for outages, and for levels that are nothing but them.
    fn may_do_without(&self) -> bool {
        !self.ticket.level.is_live() || !self.passed.is_empty() || self.told.is_outage()
    }

    pub(super) async fn recall(&mut self) -> Option<Response> {
        let source = self.inner.ladder.stale.as_ref().filter(|_| self.may_do_without())?;
        let within = self.context.remaining().clamp(READ, RECALL);
        let until = self.context.clock().after(within);
        let found = self.context.before(until, source.stale(self.context, self.request)).await;
        let Some(response) = found.flatten() else {
            self.is_cold = true;
            self.told.has_nothing_stored();
            return None;
        };
        self.enter(Level::Cached);
        Some(self.arrive(Level::Cached, response))
    }

    pub(super) fn say(&mut self) -> Option<Response> {
        let offline = self.inner.ladder.offline.as_ref().filter(|_| self.may_do_without())?;
        let response = offline.answer(self.context, self.request);
        self.enter(Level::Offline);
        Some(self.arrive(Level::Offline, response))
    }
}
