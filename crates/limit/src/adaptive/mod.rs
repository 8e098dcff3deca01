//! How many calls a target takes at once, found out by trying.

mod cuts;
mod permit;
mod settings;
mod told;
mod word;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use osier_core::InvalidSetting;

use self::cuts::{Course, Window};
pub use self::permit::Permit;
pub use self::settings::AdaptiveSettings;
pub use self::told::{AdaptiveSnapshot, AtCapacity};
use self::word::Word;
use crate::pace::Pace;
use crate::sync::{AtomicU32, AtomicU64, Ordering};

/// So many more calls must miss the first-token objective than keep it before the limit is cut: two
/// flights at the smallest limit, so that one bad moment cuts nothing.
const SLOW_CALLS: u32 = 8;

/// A limit on concurrent calls that adapts to what the target can take.
///
/// Additive increase, multiplicative decrease: the one simple rule by which clients who know nothing
/// of each other converge on a fair share (Chiu and Jain, "Analysis of the Increase and Decrease
/// Algorithms for Congestion Avoidance", 1989; known to services from Netflix's concurrency-limits).
///
/// - **Decrease.** A call that ends in overload cuts the limit to 90 %: at most once per window (1 s),
///   and only if it was admitted after the last cut. Calls that were in flight when the limit was cut
///   tell of the same overload once more, however long they run.
/// - **Increase.** Successes of calls admitted since the last cut, while at least half of the limit is
///   in use, raise it by one: each of them until the first cut, and after it up to half of the limit
///   that met the last overload; above that, a limit's worth of them (TCP's slow start and congestion
///   avoidance, RFC 5681).
///
/// A lowered limit stops new calls only. Admission and release are one atomic operation each, without
/// lock or allocation; time is only ever an argument.
///
/// ```
/// use osier_limit::{Adaptive, AdaptiveSettings};
///
/// let limit = Adaptive::try_new(AdaptiveSettings::default().initial(1).min(1))?;
/// let permit = limit.try_acquire()?;
/// assert!(limit.try_acquire().is_err(), "one call at once");
/// permit.success();
/// assert_eq!(limit.snapshot().limit, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[repr(align(64))] // a cache line of its own: neighbours do not slow it down
pub struct Adaptive {
    word: AtomicU64,
    course: Course,
    window: Window,
    pace: Pace,
    /// How many more calls missed the first-token objective than kept it.
    slow: AtomicU32,
    min: u16,
    max: u16,
    /// In 65,536ths.
    backoff: u16,
    first_token: Option<Duration>,
    /// Only an overload that meets at least half of the limit tells anything about it.
    needs_proof: bool,
}

impl Adaptive {
    /// A limit with these settings.
    ///
    /// # Errors
    ///
    /// The first setting that is out of its range, with its value and the range.
    pub fn try_new(settings: AdaptiveSettings) -> Result<Self, InvalidSetting> {
        settings.check()?;
        let narrow = |number| u16::try_from(number).unwrap_or(u16::MAX);
        let limit = settings.initial.map_or(Word::NO_LIMIT, narrow);
        let word = Word { in_flight: 0, limit, credit: 0, generation: 0 };
        Ok(Self {
            word: AtomicU64::new(word.pack()),
            course: Course::new(),
            window: Window::new(settings.window),
            pace: Pace::new(),
            slow: AtomicU32::new(0),
            min: narrow(settings.min),
            max: narrow(settings.max),
            backoff: (settings.backoff * 65_536.0) as u16,
            first_token: settings.first_token,
            needs_proof: settings.initial.is_none(),
        })
    }

    /// A slot for one call; the permit borrows the limiter.
    ///
    /// # Errors
    ///
    /// [`AtCapacity`] if as many calls are in flight as the limit allows, or more.
    #[inline]
    pub fn try_acquire(&self) -> Result<Permit<&Self>, AtCapacity> {
        self.admit().map(|generation| Permit::new(self, generation))
    }

    /// The same with a permit that can be kept anywhere, such as in the body of an answer.
    ///
    /// # Errors
    ///
    /// As [`try_acquire`](Self::try_acquire).
    #[inline]
    pub fn try_acquire_owned(self: &Arc<Self>) -> Result<Permit<Arc<Self>>, AtCapacity> {
        self.admit().map(|generation| Permit::new(Arc::clone(self), generation))
    }

    /// Limit and calls in flight, at one moment.
    #[must_use]
    pub fn snapshot(&self) -> AdaptiveSnapshot {
        let Word { limit, in_flight, .. } = self.word();
        AdaptiveSnapshot { limit: limit.into(), in_flight: in_flight.into() }
    }

    /// How long it should take until a slot is free; `None` if one is free now.
    pub(crate) fn wait(&self) -> Option<Duration> {
        let AdaptiveSnapshot { limit, in_flight } = self.snapshot();
        let departures = (in_flight + 1).checked_sub(limit).filter(|some| *some > 0)?;
        Some(self.pace.wait(departures, in_flight))
    }

    #[inline]
    fn admit(&self) -> Result<u16, AtCapacity> {
        self.word
            .try_update(Ordering::AcqRel, Ordering::Relaxed, |bits| {
                Word::unpack(bits).admit().map(Word::pack)
            })
            .map(|before| Word::unpack(before).generation)
            .map_err(|full| AtCapacity { limit: Word::unpack(full).limit.into() })
    }

    /// Each permit does this once, so there is always one in flight to take away.
    #[inline]
    fn release(&self) {
        self.word.fetch_sub(Word::ONE_IN_FLIGHT, Ordering::AcqRel);
    }

    #[inline]
    fn succeed(&self, generation: u16) {
        let threshold = self.course.threshold();
        self.change(|word| {
            let is_recent = word.generation == generation;
            let grown = if is_recent { word.grow(threshold, self.max) } else { word };
            grown.release()
        });
    }

    #[cold]
    fn overload(&self, generation: u16, now: Instant) {
        let word = self.word();
        let is_proof = !self.needs_proof || word.is_half_used();
        if word.generation != generation || !is_proof || !self.window.enter(now) {
            return;
        }
        let before = self.change(|word| word.cut(self.backoff, self.min, self.max));
        let after = before.cut(self.backoff, self.min, self.max);
        self.course.cut(before.met(), after.limit);
    }

    /// Whether somebody will ask how long the calls take that begin now.
    pub(crate) fn is_timed(&self) -> bool {
        self.has_objective() || (self.snapshot().is_limited() && self.word().is_half_used())
    }

    fn has_objective(&self) -> bool {
        self.first_token.is_some()
    }

    /// Whether the objective was missed.
    fn note_first_token(&self, generation: u16, now: Instant, took: Duration) -> bool {
        let Some(objective) = self.first_token else { return false };
        let is_slow = took > objective;
        let tally = |slow: u32| {
            if is_slow { (slow + 1) % SLOW_CALLS } else { slow.saturating_sub(1) }
        };
        let before = self.slow.update(Ordering::Relaxed, Ordering::Relaxed, tally);
        if is_slow && tally(before) == 0 {
            self.overload(generation, now);
        }
        is_slow
    }

    fn word(&self) -> Word {
        Word::unpack(self.word.load(Ordering::Relaxed))
    }

    /// Gives what it was before.
    fn change(&self, how: impl Fn(Word) -> Word) -> Word {
        let step = |bits| how(Word::unpack(bits)).pack();
        Word::unpack(self.word.update(Ordering::AcqRel, Ordering::Relaxed, step))
    }
}

impl fmt::Debug for Adaptive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let AdaptiveSnapshot { limit, in_flight } = self.snapshot();
        let mut adaptive = f.debug_struct("Adaptive");
        adaptive.field("limit", &limit).field("in_flight", &in_flight).finish_non_exhaustive()
    }
}
