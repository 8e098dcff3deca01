//! The ticket of calm times, as one word that can be read without a lock.

use std::sync::atomic::{AtomicU64, Ordering};

use osier_core::Level;

use crate::Ticket;
use crate::reason::{NORMAL, PINNED};

/// Zero is no calm. From the lowest bit: that there is calm, whether it is one by hand, the level, the epoch.
#[derive(Debug, Default)]
pub(crate) struct Calm(AtomicU64);

const IS_CALM: u64 = 1;
const IS_PINNED: u64 = 1 << 1;
const LEVEL: u32 = 2;
const EPOCH: u32 = 5;

impl Calm {
    pub(crate) fn publish(&self, ticket: Option<Ticket>) {
        self.0.store(ticket.as_ref().map_or(0, word), Ordering::Release);
    }

    /// The ticket that every request gets now, if it is the same for all.
    pub(crate) fn ticket(&self, is_strained: bool) -> Option<Ticket> {
        let word = self.0.load(Ordering::Acquire);
        let level = Level::ALL.get((word >> LEVEL & 0b111) as usize).copied()?;
        let reason = if word & IS_PINNED == 0 { NORMAL } else { PINNED };
        let epoch = word >> EPOCH;
        let ticket = Ticket { level, reason, is_strained, is_trial: false, epoch };
        (word & IS_CALM != 0).then_some(ticket)
    }
}

fn word(ticket: &Ticket) -> u64 {
    let pinned = if ticket.is_pinned() { IS_PINNED } else { 0 };
    IS_CALM | pinned | (ticket.level as u64) << LEVEL | ticket.epoch << EPOCH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_comes_out_as_it_went_in() {
        let calm = Calm::default();
        assert_eq!(calm.ticket(false), None);
        for (level, reason, epoch) in [
            (Level::Full, NORMAL, 0),
            (Level::Full, PINNED, 1),
            (Level::Minimal, PINNED, 7),
            (Level::Offline, PINNED, u64::MAX >> EPOCH),
        ] {
            for is_strained in [false, true] {
                let ticket = Ticket { level, reason, is_strained, is_trial: false, epoch };
                calm.publish(Some(ticket));
                assert_eq!(calm.ticket(is_strained), Some(ticket));
            }
        }
        calm.publish(None);
        assert_eq!(calm.ticket(false), None);
    }
}
