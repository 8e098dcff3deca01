//! Who asks, and when.

use std::time::Duration;

use crate::random::{happens, number};

/// Requests in each hour of the day, on the average.
const BY_HOUR: [u64; 24] = [
    960, 720, 560, 480, 480, 640, 1120, 1920, 2880, 3680, 4160, 4320, //
    4160, 4160, 4320, 4480, 4320, 4000, 3680, 3360, 2880, 2400, 1760, 1280,
];
/// In each of these at most one request comes.
const SLOT: Duration = Duration::from_millis(100);
const SLOTS_OF_AN_HOUR: u64 = 36_000;

const COMES: u64 = 1;
const WHEN: u64 = 2;
const STREAMED: u64 = 3;
const SURE: u64 = 4;

/// One request of the day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish {
    pub(crate) number: u64,
    pub(crate) at: Duration,
    pub(crate) streamed: bool,
    /// The temperature is 0: the same model says the same again.
    pub(crate) sure: bool,
}

/// All requests of the day, in order.
pub(crate) fn of_the_day(seed: u64) -> impl Iterator<Item = Wish> {
    let slots = (0..24 * SLOTS_OF_AN_HOUR).filter(move |slot| {
        let by_hour = BY_HOUR[(slot / SLOTS_OF_AN_HOUR) as usize];
        number(seed, &[COMES, *slot]) % SLOTS_OF_AN_HOUR < by_hour
    });
    slots.zip(1..).map(move |(slot, nth)| {
        let within = number(seed, &[WHEN, slot]) % SLOT.as_millis() as u64;
        Wish {
            number: nth,
            at: Duration::from_millis(slot * SLOT.as_millis() as u64 + within),
            streamed: happens(50, seed, &[STREAMED, nth]),
            sure: happens(30, seed, &[SURE, nth]),
        }
    })
}
