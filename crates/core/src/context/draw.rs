//! Random numbers that can be had again.

use std::hash::{BuildHasher, DefaultHasher, Hasher, RandomState};

use super::Context;

impl Context {
    /// A random number of this request for this purpose; the same whenever it is asked for, and the same
    /// in every run for requests of the same identity, or the same
    /// [seed](super::ContextBuilder::seed). So a whole day of chances can be played again.
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

/// The seed of a request of this identity. Without one any will do: every `RandomState` has keys of its
/// own.
pub(super) fn seed(id: Option<&str>) -> u64 {
    let Some(id) = id else {
        return RandomState::new().build_hasher().finish();
    };
    let mut hasher = DefaultHasher::new();
    hasher.write(id.as_bytes());
    hasher.finish()
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

    fn context(id: &str) -> Context {
        Context::builder(Stopped::shared()).id(id).build()
    }

    #[test]
    fn a_number_is_the_same_for_the_same_request_and_purpose_alone() {
        assert_eq!(context("a").draw(1), context("a").draw(1));
        assert_ne!(context("a").draw(1), context("a").draw(2));
        assert_ne!(context("a").draw(1), context("b").draw(1));
        let nameless = || Context::builder(Stopped::shared()).build();
        assert_ne!(nameless().draw(1), nameless().draw(1));
    }

    #[test]
    fn numbers_are_from_0_to_1_and_spread_evenly() {
        let mut tenths = [0_u32; 10];
        for number in 0..10_000 {
            let unit = context(&format!("req-{number}")).draw_unit(7);
            assert!((0.0..1.0).contains(&unit));
            tenths[(unit * 10.0) as usize] += 1;
        }
        // Ten standard deviations to either side.
        assert!(tenths.iter().all(|count| (700..1300).contains(count)), "{tenths:?}");
    }
}
