//! Where random numbers come from.

use std::hash::{BuildHasher, Hasher, RandomState};

/// A number from 0 to 1. Every `RandomState` has keys of its own, drawn from the system's randomness
/// once per thread: good enough to spread waits, and it needs no further crate.
pub(crate) fn drawn() -> f64 {
    const BITS: u32 = f64::MANTISSA_DIGITS;
    let hash = RandomState::new().build_hasher().finish();
    (hash >> (u64::BITS - BITS)) as f64 / (1_u64 << BITS) as f64
}

#[cfg(test)]
mod tests {
    use super::drawn;

    #[test]
    fn numbers_are_from_0_to_1_and_spread_evenly() {
        let mut tenths = [0_u32; 10];
        for _ in 0..10_000 {
            let number = drawn();
            assert!((0.0..1.0).contains(&number));
            tenths[(number * 10.0) as usize] += 1;
        }
        // Ten standard deviations to either side.
        assert!(tenths.iter().all(|count| (700..1300).contains(count)), "{tenths:?}");
    }
}
