//! Callers who go away while a level shows nothing.

use std::sync::Arc;

use osier_core::Context;

use crate::degrade::Inner;
use crate::verdict::Asked;
use crate::{Ticket, Verdict};

/// Lasts as long as a request waits. A caller who goes away meanwhile says something all the same: that the level
/// where it began was not ready, or showed nothing for too long.
pub(super) struct Awaiting<'a> {
    pub(super) inner: &'a Arc<Inner>,
    pub(super) context: &'a Context,
    pub(super) ticket: Ticket,
    pub(super) tells: Tells,
}

/// What it would say that the caller has gone away.
#[derive(Clone, Copy)]
pub(super) enum Tells {
    /// Nothing: it has been said already, or is about another level.
    Nothing,
    /// The level was not ready, which has made it wait for another.
    Unready,
    /// The level was asked, and has shown nothing.
    Silence(Asked),
}

impl Awaiting<'_> {
    /// It is over, and somebody else says how.
    pub(super) fn over(mut self) {
        self.tells = Tells::Nothing;
    }
}

impl Drop for Awaiting<'_> {
    fn drop(&mut self) {
        let verdict = match self.tells {
            Tells::Nothing => return,
            Tells::Unready => Verdict::Unready,
            Tells::Silence(asked) => asked.silence(self.context.clock().now()),
        };
        self.inner.record(self.context, self.ticket, verdict);
    }
}
