//! Who asks, and when.

use std::time::Duration;

use crate::random::{happens, number};
use crate::schedule::{END, is_crowded};

/// In each of these at most one request comes.
const SLOT: Duration = Duration::from_millis(50);
/// Of a hundred slots, those in which one does: three requests in a second, and 19 in a crowd.
const USUAL: u64 = 15;
const CROWD: u64 = 95;
/// Questions that many ask; all others are asked once.
const POPULAR: u64 = 40;

const COMES: u64 = 1;
const WHEN: u64 = 2;
const STREAMED: u64 = 3;
const TOOLS: u64 = 4;
const IS_POPULAR: u64 = 5;
const WHICH: u64 = 6;

/// One request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish {
    pub(crate) number: u64,
    pub(crate) at: Duration,
    pub(crate) question: u64,
    pub(crate) streamed: bool,
    pub(crate) with_tools: bool,
}

/// All requests, in order.
pub(crate) fn of_the_incident(seed: u64) -> impl Iterator<Item = Wish> {
    let slot_millis = SLOT.as_millis() as u64;
    let begin = move |slot: &u64| Duration::from_millis(slot * slot_millis);
    let slots = (0..END.as_millis() as u64 / slot_millis).filter(move |slot| {
        let percent = if is_crowded(begin(slot)) { CROWD } else { USUAL };
        happens(percent, seed, &[COMES, *slot])
    });
    slots.zip(1..).map(move |(slot, nth)| {
        let within = number(seed, &[WHEN, slot]) % slot_millis;
        Wish {
            number: nth,
            at: begin(&slot) + Duration::from_millis(within),
            question: question(seed, nth),
            streamed: happens(50, seed, &[STREAMED, nth]),
            with_tools: happens(20, seed, &[TOOLS, nth]),
        }
    })
}

/// What this request asks: six of ten what others ask as well.
pub(crate) fn question(seed: u64, nth: u64) -> u64 {
    let is_popular = happens(60, seed, &[IS_POPULAR, nth]);
    if is_popular { number(seed, &[WHICH, nth]) % POPULAR } else { POPULAR + nth }
}
