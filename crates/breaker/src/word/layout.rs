//! Where each part of the word stands.
//!
//! | bits | what |
//! |---|---|
//! | 0–1 | phase |
//! | 2–4 | mode |
//! | 5–21 | generation: a call would have to outlast exactly 131072 transitions to be mistaken |
//! | 22–25 | growth: doublings of the open time |
//! | 26–63 | by phase: |
//! | Closed | failures in a row (10), throttles in a row (4), since when (24, in 1.024 s, wraps) |
//! | Open, Cooling | until when (37, in ms since the breaker was made: four years), whether the callee named that time (1) |
//! | HalfOpen | successes (7), probes in flight (7), end of the lease (24, in 64 ms, wraps) |

/// Some bits of a word.
#[derive(Clone, Copy)]
pub(super) struct Field {
    at: u32,
    pub(super) max: u64,
}

const fn field(at: u32, width: u32) -> Field {
    Field { at, max: (1 << width) - 1 }
}

pub(super) const PHASE: Field = field(0, 2);
pub(super) const MODE: Field = field(2, 3);
pub(super) const GENERATION: Field = field(5, 17);
pub(super) const GROWTH: Field = field(22, 4);
pub(super) const PAYLOAD: Field = field(26, 38);
pub(super) const UNTIL: Field = field(26, 37);
pub(super) const NAMED: Field = field(63, 1);
pub(super) const FAILURES: Field = field(26, 10);
pub(super) const THROTTLES: Field = field(36, 4);
pub(super) const SINCE: Field = field(40, 24);
pub(super) const SUCCESSES: Field = field(26, 7);
pub(super) const IN_FLIGHT: Field = field(33, 7);
pub(super) const LEASE: Field = field(40, 24);

impl Field {
    pub(super) const fn mask(self) -> u64 {
        self.max << self.at
    }

    pub(super) const fn get(self, word: u64) -> u64 {
        (word >> self.at) & self.max
    }

    /// The word with this value; one that does not fit is the largest that does.
    pub(super) const fn put(self, word: u64, value: u64) -> u64 {
        let value = if value > self.max { self.max } else { value };
        (word & !self.mask()) | (value << self.at)
    }
}
