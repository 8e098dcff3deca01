//! Many durations, and what most of them are.

use std::time::Duration;

/// Durations of one kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Samples(Vec<Duration>);

/// What half, nine tenths and nearly all of them stay within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quantiles {
    pub(crate) p50: Duration,
    pub(crate) p90: Duration,
    pub(crate) p99: Duration,
}

impl Samples {
    pub(crate) fn add(&mut self, sample: Duration) {
        self.0.push(sample);
    }

    pub(crate) fn quantiles(mut self) -> Quantiles {
        self.0.sort_unstable();
        let at = |percent: usize| {
            let rank = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
            self.0.get(rank).copied().unwrap_or_default()
        };
        Quantiles { p50: at(50), p90: at(90), p99: at(99) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_samples_by_rank() {
        let ms = Duration::from_millis;
        let mut samples = Samples::default();
        (1..=200).rev().for_each(|n| samples.add(ms(n)));
        let expected = Quantiles { p50: ms(100), p90: ms(180), p99: ms(198) };
        assert_eq!(samples.quantiles(), expected);
        let mut one = Samples::default();
        one.add(ms(7));
        assert_eq!(one.quantiles(), Quantiles { p50: ms(7), p90: ms(7), p99: ms(7) });
    }
}
