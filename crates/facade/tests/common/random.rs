//! Chance, all of it from one seed. No state: a number belongs to what it is drawn for, so that the order
//! in which things happen changes no luck.

use std::time::Duration;

/// The number that belongs to these (Steele, Lea, Flood: *Fast Splittable Pseudorandom Number
/// Generators*, 2014).
pub(crate) fn number(seed: u64, of: &[u64]) -> u64 {
    of.iter().fold(mix(seed), |state, part| mix(state ^ mix(*part)))
}

/// Whether it happens, if it does so many times of a hundred.
pub(crate) fn happens(percent: u64, seed: u64, of: &[u64]) -> bool {
    number(seed, of) % 100 < percent
}

/// A time whose quantiles, evenly spaced, are these milliseconds. In whole milliseconds, and without any
/// function that one machine computes otherwise than another.
pub(crate) fn spread(quantiles: &[u64], seed: u64, of: &[u64]) -> Duration {
    let steps = quantiles.len() as u64 - 1;
    let place = number(seed, of) % (steps * 1000);
    let (below, part) = ((place / 1000) as usize, place % 1000);
    let (from, to) = (quantiles[below], quantiles[below + 1]);
    Duration::from_millis(from + (to - from) * part / 1000)
}

fn mix(state: u64) -> u64 {
    let z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
