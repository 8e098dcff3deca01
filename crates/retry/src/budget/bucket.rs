//! One bucket of tokens: an atomic word, and the settings it obeys.

use std::sync::atomic::Ordering::Relaxed;

use super::settings::Units;
use super::word::{UNITS, Word};
use crate::sync::AtomicU64;

/// The word is all there is, and nothing else is published through it: relaxed operations suffice.
#[derive(Debug)]
pub(super) struct Bucket {
    word: AtomicU64,
    units: Units,
}

impl Bucket {
    pub(super) fn full(units: Units) -> Self {
        Self { word: AtomicU64::new(Word { milli: 0, units: units.most }.pack()), units }
    }

    pub(super) fn units_at(&self, milli: u64) -> u64 {
        self.refilled(self.word.load(Relaxed), milli).units
    }

    /// Adds what a success is worth.
    pub(super) fn deposit(&self, milli: u64) {
        self.add(self.units.deposit, milli);
    }

    pub(super) fn give_back(&self, tokens: u32, milli: u64) {
        self.add(u64::from(tokens) * UNITS, milli);
    }

    /// Takes so many tokens, or none.
    pub(super) fn try_take(&self, tokens: u32, milli: u64) -> bool {
        let cost = u64::from(tokens) * UNITS;
        self.update(milli, |word| Some(Word { units: word.units.checked_sub(cost)?, ..word }))
    }

    /// A full bucket stays full whatever is added. So it is not written to, and where all goes well,
    /// which is nearly always, successes on many threads share the word without contention.
    fn add(&self, units: u64, milli: u64) {
        let most = self.units.most;
        let added = |word: Word| (word.units + units).min(most);
        self.update(milli, |word| (word.units < most).then(|| Word { units: added(word), ..word }));
    }

    /// Replaces the refilled word by another, or leaves all as it was.
    fn update(&self, milli: u64, next: impl Fn(Word) -> Option<Word>) -> bool {
        let mut seen = self.word.load(Relaxed);
        while let Some(next) = next(self.refilled(seen, milli)) {
            match self.word.compare_exchange_weak(seen, next.pack(), Relaxed, Relaxed) {
                Ok(_) => return true,
                Err(now) => seen = now,
            }
        }
        false
    }

    fn refilled(&self, bits: u64, milli: u64) -> Word {
        Word::unpack(bits).at(milli, self.units.floor, self.units.most)
    }
}
