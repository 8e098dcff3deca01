//! What came of requests of late.

use std::time::{Duration, Instant};

use super::tally::{Call, Tally};

/// In how many steps it slides. It holds the last five sixths of its length at least, and never more than
/// all of it.
const PARTS: u32 = 6;

/// A tally of the last while. Time must not go back.
#[derive(Clone, Debug)]
pub(super) struct Window {
    part: Duration,
    /// The moment of the first request, from which parts are counted.
    origin: Option<Instant>,
    parts: [Part; PARTS as usize],
}

/// A stretch of time. It bears its number, so that an old one is never taken for a new one however long
/// nobody came.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    number: u64,
    tally: Tally,
}

impl Window {
    /// An empty one of this length.
    pub(super) fn new(length: Duration) -> Self {
        Self { part: length / PARTS, origin: None, parts: Default::default() }
    }

    pub(super) fn add(&mut self, now: Instant, call: Call) {
        self.origin.get_or_insert(now);
        let number = self.number(now);
        let Some(part) = self.parts.get_mut((number % u64::from(PARTS)) as usize) else { return };
        if part.number != number {
            *part = Part { number, tally: Tally::default() };
        }
        part.tally = part.tally.plus(call);
    }

    pub(super) fn tally(&self, now: Instant) -> Tally {
        let number = self.number(now);
        let first = number.saturating_add(1).saturating_sub(PARTS.into());
        let recent = self.parts.iter().filter(|part| part.number >= first);
        recent.fold(Tally::default(), |sum, part| sum.plus(part.tally))
    }

    fn number(&self, now: Instant) -> u64 {
        let age =
            self.origin.map_or(Duration::ZERO, |origin| now.saturating_duration_since(origin));
        u64::try_from(age.as_nanos() / self.part.as_nanos().max(1)).unwrap_or(u64::MAX)
    }
}
