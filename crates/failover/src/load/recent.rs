//! What answers lately took.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// The newest answers: enough that the 95th percentile rests on some two dozen of them.
const SLOTS: usize = 512;
/// Older ones say little about now. In seconds, counted back from the newest.
const WINDOW: u64 = 30 * 60;
/// Fewer answers say nothing about the slowest of twenty.
const ENOUGH: u64 = 50;
/// After so many further answers the percentile is found out again.
const STALE: u32 = 16;

/// What the answers of one kind lately took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Percentiles {
    /// Half of them took no longer.
    pub p50: Duration,
    /// Nineteen of twenty took no longer.
    pub p95: Duration,
    /// How many they are: the newest, up to 512, none more than half an hour older than the newest.
    pub count: u32,
}

/// The newest 512 answers, exact to the microsecond. 4 kB, once there is an answer.
#[derive(Debug, Default)]
pub(super) struct Recent {
    noted: AtomicU64,
    /// The percentile in microseconds, above the lower half of `noted` when it was found out.
    usual: AtomicU64,
    slots: OnceLock<Box<[AtomicU64]>>,
}

impl Recent {
    /// An answer that came at this moment and took so long.
    pub(super) fn note(&self, now_nanos: u64, took: Duration) {
        let slots = self.slots.get_or_init(|| (0..SLOTS).map(|_| AtomicU64::new(0)).collect());
        let place = self.noted.fetch_add(1, Relaxed) as usize % SLOTS;
        if let Some(slot) = slots.get(place) {
            slot.store(Sample::new(now_nanos, took).0, Relaxed);
        }
    }

    pub(super) fn slowest_usual(&self) -> Option<Duration> {
        let noted = self.noted.load(Relaxed);
        if noted < ENOUGH {
            return None;
        }
        let (micros, then) = halves(self.usual.load(Relaxed));
        let micros = if (noted as u32).wrapping_sub(then) < STALE {
            micros
        } else {
            let found = self.percentiles().filter(|found| u64::from(found.count) >= ENOUGH);
            let micros = found.map_or(0, |found| micros_of(found.p95));
            self.usual.store(u64::from(micros) << 32 | noted & u64::from(u32::MAX), Relaxed);
            micros
        };
        (micros > 0).then(|| Duration::from_micros(micros.into()))
    }

    pub(super) fn percentiles(&self) -> Option<Percentiles> {
        let samples =
            || self.slots.get().into_iter().flatten().map(|slot| Sample(slot.load(Relaxed)));
        let newest = samples().map(Sample::second).max()?;
        let is_recent = |sample: &Sample| !sample.is_empty() && sample.second() + WINDOW >= newest;
        let mut took = [0; SLOTS];
        let recent = samples().filter(is_recent).map(Sample::micros);
        let count = took.iter_mut().zip(recent).map(|(place, micros)| *place = micros).count();
        let took = took.get_mut(..count)?;
        let p50 = quantile(took, 50)?;
        let p95 = quantile(took, 95)?;
        Some(Percentiles { p50, p95, count: u32::try_from(count).unwrap_or(u32::MAX) })
    }
}

/// The second in which an answer came, and the microseconds it took, 1 to 71 minutes' worth.
#[derive(Clone, Copy)]
struct Sample(u64);

impl Sample {
    fn new(now_nanos: u64, took: Duration) -> Self {
        let second = (now_nanos / 1_000_000_000).min(u32::MAX.into());
        Self(second << 32 | u64::from(micros_of(took)))
    }

    fn is_empty(self) -> bool {
        self.micros() == 0
    }

    fn second(self) -> u64 {
        self.0 >> 32
    }

    fn micros(self) -> u32 {
        halves(self.0).1
    }
}

/// The upper and the lower one.
fn halves(word: u64) -> (u32, u32) {
    ((word >> 32) as u32, word as u32)
}

/// Never 0, which means that there is none.
fn micros_of(span: Duration) -> u32 {
    u32::try_from(span.as_micros()).unwrap_or(u32::MAX).max(1)
}

/// The smallest that so many percent do not exceed (the nearest rank).
fn quantile(took: &mut [u32], percent: usize) -> Option<Duration> {
    let rank = (took.len() * percent).div_ceil(100).checked_sub(1)?;
    let (_, micros, _) = took.select_nth_unstable(rank);
    Some(Duration::from_micros(u64::from(*micros)))
}
