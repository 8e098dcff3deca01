//! What the models say: words that show where they belong, so that none can be missing or come twice.

use std::fmt::Write as _;

use crate::random::number;

const LENGTH: u64 = 10;
const VERSION: u64 = 11;

/// How many words every model has to say to this request.
pub(crate) fn length(seed: u64, request: u64) -> usize {
    5 + (number(seed, &[LENGTH, request]) % 5) as usize
}

/// What a model says to a request in one call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Speech {
    version: u64,
}

impl Speech {
    /// A model that is sure says the same in every call.
    pub(crate) fn of(seed: u64, request: u64, model: u64, call: Option<u64>) -> Self {
        let call = call.map_or(0, |nth| nth + 1);
        Self { version: number(seed, &[VERSION, request, model, call]) % 0x1000 }
    }

    /// Its word at this place.
    pub(crate) fn word(self, place: usize) -> String {
        let mut word = if place == 0 { String::new() } else { " ".to_owned() };
        let _ = write!(word, "{place}-{:03x}", self.version);
        word
    }
}

/// Whether a text has every word once, in order; and how often the speaker changed on the way.
pub(crate) fn changes(text: &str, length: usize) -> Option<usize> {
    let words = || text.split(' ').map(|word| word.split_once('-'));
    let placed = words().zip(0..).all(|(word, place)| {
        word.is_some_and(|(number, version)| number == place.to_string() && version.len() == 3)
    });
    let versions = words().map(|word| word.map_or("", |(_, version)| version));
    let changed = versions.clone().zip(versions.skip(1)).filter(|(a, b)| a != b).count();
    (placed && words().count() == length).then_some(changed)
}
