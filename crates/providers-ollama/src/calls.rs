//! Identities for tool calls that have none.

use crate::reply::Called;
use crate::time::Stamp;

/// Numbers the calls of one answer. Servers before 2025 gave them no identity; those made here differ
/// from answer to answer, because a conversation refers to the calls of all of its answers.
#[derive(Debug)]
pub(crate) struct Calls {
    stamp: u128,
    count: u32,
}

impl Calls {
    /// For an answer of this moment.
    pub(crate) fn of(stamp: Stamp) -> Self {
        let nanos = u128::from(stamp.seconds) * 1_000_000_000 + u128::from(stamp.nanos);
        let (stamp, count) = (nanos, 0);
        Self { stamp, count }
    }

    /// The number and the identity of the next call.
    pub(crate) fn next(&mut self, call: &Called<'_>) -> (u32, String) {
        let (index, stamp) = (self.count, self.stamp);
        self.count += 1;
        let id = call.id.clone().filter(|id| !id.is_empty());
        (index, id.unwrap_or_else(|| format!("call_{stamp:x}_{index}")))
    }

    /// Whether there was any.
    pub(crate) fn any(&self) -> bool {
        self.count > 0
    }
}
