//! How many calls there were of late, and how many of them were bad.
//!
//! Twelve buckets, each one atomic word: a tag that says which generation of the breaker and which
//! stretch of time it counts, and two counts. A record is one compare-and-swap of one bucket, and the
//! tag is part of what is compared: a record can never land among those of another generation or of
//! another time, however long its thread was held up. Buckets are not emptied; the first record of a
//! new stretch takes the place of what was there.

#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::moment::{ceil_millis, millis};
use crate::sync::{AtomicU64, Ordering};

pub(crate) const BUCKETS: u64 = 12;

/// Each count is 15 bits wide. A full bucket halves both, which keeps their ratio.
const COUNT: u64 = low(15);
const BAD_AT: u32 = 15;
const TAG_AT: u32 = 30;
/// Rounds of the window: at 60 s each, eight years until one is mistaken for another.
const ROUND_BITS: u32 = 22;
const GENERATION_BITS: u32 = 12;
/// A bucket further ahead than this many rounds is not ahead: it was left alone for years.
const AHEAD: u64 = 16;

#[derive(Debug, Default)]
pub(crate) struct Window {
    buckets: [AtomicU64; BUCKETS as usize],
}

/// What the window holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) calls: u64,
    pub(crate) bad: u64,
}

/// Where a record goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    generation: u64,
    period: u64,
}

/// The stretches of time that buckets stand for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Periods {
    /// 2⁶³ divided by the length, rounded up: to multiply with is faster than to divide. Exact as long
    /// as length times time stays under 2⁶³; two hours times nine years is a fifth of that.
    inverse: u64,
}

impl Periods {
    /// A twelfth of the window each, rounded up to milliseconds.
    pub(crate) fn of(window: Duration) -> Self {
        let length = ceil_millis(window).div_ceil(BUCKETS).max(1);
        Self { inverse: (1_u64 << 63).div_ceil(length) }
    }

    #[inline]
    pub(crate) fn place(self, generation: u64, now: Duration) -> Place {
        let period = (u128::from(millis(now)) * u128::from(self.inverse)) >> 63;
        Place { generation: generation & low(GENERATION_BITS), period: period as u64 }
    }
}

impl Place {
    #[inline]
    fn tag(self, period: u64) -> u64 {
        let round = (period / BUCKETS) & low(ROUND_BITS);
        self.generation << ROUND_BITS | round
    }
}

impl Window {
    /// Counts a call, and gives what its bucket then holds; nothing if the window has moved on.
    ///
    /// `is_current` says whether the breaker is still in the generation of the place. It is asked
    /// only to begin a bucket, after looking at it: a newer tag there then means a newer generation.
    #[inline]
    pub(crate) fn record(
        &self,
        place: Place,
        is_bad: bool,
        is_current: impl Fn() -> bool,
    ) -> Option<Tally> {
        let tag = place.tag(place.period);
        let bucket = self.buckets.get((place.period % BUCKETS) as usize)?;
        let mut seen = bucket.load(Ordering::Acquire);
        loop {
            let old = if seen >> TAG_AT == tag {
                seen
            } else if is_ahead(seen >> TAG_AT, tag) || !is_current() {
                return None;
            } else {
                tag << TAG_AT
            };
            let new = with_call(old, is_bad);
            match bucket.compare_exchange_weak(seen, new, Ordering::SeqCst, Ordering::Acquire) {
                Ok(_) => return Some(Tally::of(new)),
                Err(other) => seen = other,
            }
        }
    }

    /// What the last twelve stretches hold.
    pub(crate) fn tally(&self, place: Place) -> Tally {
        self.read(place, place.period).plus(self.before(place))
    }

    /// What the eleven stretches before this one hold.
    #[cold]
    pub(crate) fn before(&self, place: Place) -> Tally {
        let first = place.period.saturating_sub(BUCKETS - 1);
        let earlier = (first..place.period).map(|period| self.read(place, period));
        earlier.fold(Tally::default(), Tally::plus)
    }

    fn read(&self, place: Place, period: u64) -> Tally {
        let bucket = self.buckets.get((period % BUCKETS) as usize);
        match bucket.map(|bucket| bucket.load(Ordering::SeqCst)) {
            Some(word) if word >> TAG_AT == place.tag(period) => Tally::of(word),
            _ => Tally::default(),
        }
    }
}

impl Tally {
    fn of(bucket: u64) -> Self {
        Self { calls: bucket & COUNT, bad: bucket >> BAD_AT & COUNT }
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self { calls: self.calls + other.calls, bad: self.bad + other.bad }
    }

    /// A quotient is rounded like the literal it is compared with; a product would not be.
    pub(crate) fn reaches(self, ratio: f64) -> bool {
        self.calls > 0 && self.bad as f64 / self.calls as f64 >= ratio
    }
}

#[inline]
fn with_call(bucket: u64, is_bad: bool) -> u64 {
    let bucket = if bucket & COUNT == COUNT { halved(bucket) } else { bucket };
    bucket + 1 + (u64::from(is_bad) << BAD_AT)
}

#[cold]
fn halved(bucket: u64) -> u64 {
    let Tally { calls, bad } = Tally::of(bucket);
    (bucket >> TAG_AT << TAG_AT) | ((bad / 2) << BAD_AT) | (calls / 2)
}

/// Whether a bucket of the same generation counts later calls than `tag` does.
#[cold]
fn is_ahead(other: u64, tag: u64) -> bool {
    let rounds = other.wrapping_sub(tag) & low(ROUND_BITS);
    other >> ROUND_BITS == tag >> ROUND_BITS && rounds < AHEAD
}

const fn low(bits: u32) -> u64 {
    (1 << bits) - 1
}
