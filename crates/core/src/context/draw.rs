//! Random numbers that can be had again.

use std::hash::{BuildHasher, Hasher, RandomState};

use super::Context;

impl Context {
    /// A random number of this request for this purpose; the same whenever it is asked for, and the same
    /// in every run for requests of the same [seed](super::ContextBuilder::seed). So a whole day of
    /// chances can be played again.
    #[must_use]
    pub fn draw(&self, purpose: u64) -> u64 {
        mix(self.shared.seed ^ mix(purpose))
    }

    /// The same as a number from 0 to 1, without 1.
    #[must_use]
    pub fn draw_unit(&self, purpose: u64) -> f64 {
        const BITS: u32 = f64::MANTISSA_DIGITS;
        (self.draw(purpose) >> (u64::BITS - BITS)) as f64 / (1_u64 << BITS) as f64
    }
}

/// Any seed: every `RandomState` has keys of its own. It does not follow from the identity of the request,
/// which its caller may choose: who calls all requests the same would have the same luck with all.
pub(super) fn any_seed() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// The finalizer of SplitMix64 (Steele, Lea and Flood, 2014): every bit of the seed moves every bit of
/// the number.
fn mix(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::stopped::Stopped;

    fn context(seed: u64) -> Context {
        Context::builder(Stopped::shared()).seed(seed).build()
    }

    #[test]
    fn a_number_is_the_same_for_the_same_seed_and_purpose_alone() {
        assert_eq!(context(1).draw(1), context(1).draw(1));
        assert_ne!(context(1).draw(1), context(1).draw(2));
        assert_ne!(context(1).draw(1), context(2).draw(1));
    }

    #[test]
    fn requests_of_one_identity_have_each_a_luck_of_their_own() {
        let named = || Context::builder(Stopped::shared()).id("session-7").build();
        assert_ne!(named().draw(1), named().draw(1));
        let nameless = || Context::builder(Stopped::shared()).build();
        assert_ne!(nameless().draw(1), nameless().draw(1));
    }

    #[test]
    fn numbers_are_from_0_to_1_and_spread_evenly() {
        let seeded = |seed| context(seed).draw_unit(7);
        let unseeded = |_| Context::builder(Stopped::shared()).id("session-7").build().draw_unit(7);
        for draw in [&seeded as &dyn Fn(u64) -> f64, &unseeded] {
            let mut tenths = [0_u32; 10];
            for number in 0..10_000 {
                let unit = draw(number);
                assert!((0.0..1.0).contains(&unit));
                tenths[(unit * 10.0) as usize] += 1;
            }
            // Ten standard deviations to either side.
            assert!(tenths.iter().all(|count| (700..1300).contains(count)), "{tenths:?}");
        }
    }
}
