//! What the models say, and how fast: words that show who said them to which question, so that none can be
//! missing, come twice or belong elsewhere.

use std::time::Duration;

use crate::random::{number, spread};
use crate::schedule::TARGETS;

/// How a model speaks: its words, then in milliseconds how long until the first, and between two.
struct Manner {
    words: u64,
    first: [u64; 5],
    gap: [u64; 3],
}

const STRONG: Manner = Manner { words: 24, first: [300, 400, 490, 620, 900], gap: [30, 40, 70] };
const SMALL: Manner = Manner { words: 12, first: [150, 190, 230, 290, 400], gap: [15, 20, 35] };
const TINY: Manner = Manner { words: 6, first: [80, 100, 120, 150, 200], gap: [8, 10, 18] };
const MANNERS: [&Manner; TARGETS.len()] = [&STRONG, &STRONG, &SMALL, &TINY];

const LENGTH: u64 = 10;
const FIRST: u64 = 11;
const GAP: u64 = 12;

/// Its words to this question.
pub(crate) fn words(seed: u64, target: usize, question: u64) -> impl Iterator<Item = String> {
    let more = number(seed, &[LENGTH, question]) % 4;
    let word = move |place| {
        let gap = if place == 0 { "" } else { " " };
        format!("{gap}{}:{question}.{place}", TARGETS[target])
    };
    (0..MANNERS[target].words + more).map(word)
}

/// When each of its words comes in good weather.
pub(crate) fn pace(seed: u64, target: usize, request: u64) -> impl Iterator<Item = Duration> {
    let of = move |what, place| [what, target as u64, request, place];
    let first = spread(&MANNERS[target].first, seed, &of(FIRST, 0));
    let gap = move |place| spread(&MANNERS[target].gap, seed, &of(GAP, place));
    std::iter::once(first).chain((1..).map(gap)).scan(Duration::ZERO, |at, gap| {
        *at += gap;
        Some(*at)
    })
}

/// Who has said all of this to this question.
pub(crate) fn author(seed: u64, question: u64, text: &str) -> Option<usize> {
    (0..TARGETS.len()).find(|target| words(seed, *target, question).collect::<String>() == text)
}
