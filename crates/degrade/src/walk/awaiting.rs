//! Callers who go away while a level shows nothing.

use std::sync::Arc;

use osier_core::Context;

use crate::degrade::Inner;
use crate::verdict::Asked;
use crate::{Ticket, Verdict};

/// Lasts as long as a level is awaited. One that showed nothing of a stream for so long that its caller went
/// away has failed that caller; before, and of a whole answer, people change their minds.
pub(super) struct Awaiting<'a> {
    pub(super) inner: &'a Arc<Inner>,
    pub(super) context: &'a Context,
    pub(super) ticket: Ticket,
    pub(super) asked: Asked,
    /// Whether leaving would say anything.
    pub(super) tells: bool,
}

impl Awaiting<'_> {
    /// It is over, and somebody else says how.
    pub(super) fn over(mut self) {
        self.tells = false;
    }
}

impl Drop for Awaiting<'_> {
    fn drop(&mut self) {
        if self.tells && !self.asked.is_hurried(self.context.clock().now()) {
            self.inner.record(self.context, self.ticket, Verdict::Failed);
        }
    }
}
