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
        self.refilled(Word::unpack(self.word.load(Relaxed)), milli).units
    }

    /// Adds what a success is worth.
    pub(super) fn deposit(&self) {
        self.add(self.units.deposit);
    }

    pub(super) fn give_back(&self, tokens: u32) {
        self.add(u64::from(tokens) * UNITS);
    }

    /// Takes so many tokens, or none.
    pub(super) fn try_take(&self, tokens: u32, milli: u64) -> bool {
        let cost = u64::from(tokens) * UNITS;
        self.update(|word| {
            let word = self.refilled(word, milli);
            Some(Word { units: word.units.checked_sub(cost)?, ..word })
        })
    }

    /// Adds without refilling first. Either order comes to the same, because nothing but the brim
    /// takes anything away: so this needs no clock.
    ///
    /// A full bucket is not written to. Where all goes well, which is nearly always, successes on many
    /// threads share the word without contention.
    fn add(&self, units: u64) {
        let most = self.units.most;
        self.update(|word| {
            let added = (word.units + units).min(most);
            (added > word.units).then_some(Word { units: added, ..word })
        });
    }

    /// Replaces the word by the next one, or leaves it if there is none.
    fn update(&self, next: impl Fn(Word) -> Option<Word>) -> bool {
        let mut seen = self.word.load(Relaxed);
        while let Some(next) = next(Word::unpack(seen)) {
            match self.word.compare_exchange_weak(seen, next.pack(), Relaxed, Relaxed) {
                Ok(_) => return true,
                Err(now) => seen = now,
            }
        }
        false
    }

    fn refilled(&self, word: Word, milli: u64) -> Word {
        word.at(milli, self.units.floor, self.units.most)
    }
}
