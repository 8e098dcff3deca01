//! The settings as the machine uses them.

use std::time::Duration;

use crate::Settings;
use crate::moment::millis;
use crate::window::Periods;
use crate::word::{Phase, Word};

/// From the default lease to eight minutes: longer than all but a few answers take.
const MOST_LEASE_DOUBLINGS: u32 = 4;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) settings: Settings,
    pub(crate) periods: Periods,
    /// Whether anything but failures in a row is counted.
    pub(crate) has_windows: bool,
    pub(crate) seed: u64,
}

impl Rules {
    pub(crate) fn new(settings: Settings, seed: u64) -> Self {
        let periods = Periods::of(settings.window);
        let has_windows = settings.failure_ratio.is_some() || settings.slow_ratio.is_some();
        Self { settings, periods, has_windows, seed }
    }

    /// Whether a breaker that trips now begins with the shortest open time again.
    pub(crate) fn is_rehabilitated(&self, word: Word, now: Duration) -> bool {
        word.phase() == Phase::Closed && word.closed_for(millis(self.settings.window), now)
    }

    /// When a probe that starts now is given up. The lease doubles with the open time: where answers
    /// take longer than it, every probe would else be given up before its answer, for ever.
    pub(crate) fn lease(&self, growth: u32, now: Duration, deadline: Option<Duration>) -> Duration {
        let lease = self.settings.lease.saturating_mul(1 << growth.min(MOST_LEASE_DOUBLINGS));
        let end = now.saturating_add(lease);
        deadline.map_or(end, |deadline| end.min(deadline))
    }

    /// How long the breaker stays open after so many doublings. Varies with the generation, so that
    /// neither many breakers nor one in its rounds probe in step.
    pub(crate) fn open_for(&self, growth: u32, generation: u64) -> Duration {
        let Settings { open, open_max, jitter, .. } = self.settings;
        let doubled = open.saturating_mul(1_u32 << growth.min(31)).min(open_max);
        let random = splitmix64(self.seed.wrapping_add(generation)) >> 11;
        let unit = random as f64 / (1_u64 << 53) as f64; // 0 to 1, of 53 bits
        let span = doubled.mul_f64(1.0 + jitter * (2.0 * unit - 1.0));
        // To whole milliseconds: the state holds no more, and what is told should be what is held.
        Duration::from_millis(millis(span).max(1))
    }
}

/// Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators (2014).
fn splitmix64(state: u64) -> u64 {
    let z = state.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
