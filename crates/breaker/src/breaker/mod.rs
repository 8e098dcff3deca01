//! The breaker: one word, two windows, and the rules by which they move.

mod acquire;
mod control;
mod record;
mod snapshot;

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub(crate) use record::Settled;
pub use snapshot::Snapshot;

use crate::machine::{Rules, Step};
use crate::moment;
use crate::sync::{AtomicU64, Ordering, Padded};
use crate::window::Window;
use crate::word::{Phase, Word};
use crate::{InvalidSetting, Mode, Settings, State, Transition};

type Listener = Arc<dyn Fn(&Transition) + Send + Sync>;

/// A circuit breaker for whatever can fail.
///
/// Ask it with [`try_acquire`](Self::try_acquire), do the work, and tell the
/// [`Permit`](crate::Permit) how it went; or let [`call`](Self::call) do both. It has no lock and no task,
/// and never waits. Shared by reference or by [`Arc`].
///
/// Every method that needs the time has a twin ending in `_at` that is given it; the others read the
/// [clock](Self::with_clock).
///
/// ```
/// use osier_breaker::Breaker;
///
/// let breaker = Breaker::default();
/// match breaker.try_acquire() {
///     Ok(permit) => {
///         // … the work …
///         permit.success();
///     }
///     Err(rejection) => println!("not now: {rejection}"),
/// }
/// ```
pub struct Breaker {
    word: Padded<AtomicU64>,
    failures: Padded<Window>,
    slow: Padded<Window>,
    /// When the last failure was, in milliseconds since birth, plus one.
    last_failure: AtomicU64,
    rules: Rules,
    born: Instant,
    clock: fn() -> Instant,
    listener: Option<Listener>,
}

impl Default for Breaker {
    /// With [`Settings::default`].
    fn default() -> Self {
        Self::of(Settings::default())
    }
}

impl Breaker {
    /// A closed breaker.
    ///
    /// # Errors
    ///
    /// The first of the settings that cannot work, with its value and what is allowed.
    pub fn try_new(settings: Settings) -> Result<Self, InvalidSetting> {
        settings.check()?;
        Ok(Self::of(settings))
    }

    /// The breaker of the books; see [`Settings::classic`].
    #[must_use]
    pub fn classic() -> Self {
        Self::of(Settings::classic())
    }

    pub(crate) fn of(settings: Settings) -> Self {
        let seed = settings.seed.unwrap_or_else(|| RandomState::new().build_hasher().finish());
        let mode = if settings.observe { Mode::Observe } else { Mode::Normal };
        Self {
            word: Padded(AtomicU64::new(Word::fresh(mode, 0).0)),
            failures: Padded::default(),
            slow: Padded::default(),
            last_failure: AtomicU64::new(0),
            rules: Rules::new(settings, seed),
            born: moment::before(system_now()),
            clock: system_now,
            listener: None,
        }
    }

    /// Reads this clock wherever no time is given, and counts time from now on it. Default
    /// [`Instant::now`]; a test may give the one it steers.
    #[must_use]
    pub fn with_clock(self, clock: fn() -> Instant) -> Self {
        Self { born: clock(), clock, ..self }
    }

    /// Sets where the jitter of the open time starts, to have the same one every time. Without it
    /// each breaker has its own.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { rules: Rules { seed, ..self.rules }, ..self }
    }

    /// Tells this function of every [`Transition`], after it has happened, in the thread that brought
    /// it about. No lock is held meanwhile; but the call waits, so it should be quick.
    #[must_use]
    pub fn on_transition(self, listener: impl Fn(&Transition) + Send + Sync + 'static) -> Self {
        Self { listener: Some(Arc::new(listener)), ..self }
    }

    /// What it was told when it was made.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.rules.settings
    }

    /// The state now. An open time that is over has no effect before the next call asks.
    #[must_use]
    pub fn state(&self) -> State {
        state_of(self.load())
    }

    /// Who decides.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.load().mode()
    }

    #[inline]
    fn load(&self) -> Word {
        Word(self.word.load(Ordering::Acquire))
    }

    #[inline]
    fn age(&self, now: Instant) -> Duration {
        moment::since(self.born, now)
    }

    /// Takes a step, unless the state has changed meanwhile: then says to what.
    fn take(&self, from: Word, step: Step, now: Instant) -> Result<Option<Transition>, Word> {
        self.word
            .compare_exchange(from.0, step.next.0, Ordering::AcqRel, Ordering::Acquire)
            .map_err(Word)?;
        Ok(self.tell(from, step, now))
    }

    fn tell(&self, from: Word, step: Step, at: Instant) -> Option<Transition> {
        let (cause, to) = (step.cause?, step.next);
        let open_for = match to.phase() {
            Phase::Open | Phase::Cooling => Some(to.until().saturating_sub(self.age(at))),
            Phase::Closed | Phase::HalfOpen => None,
        };
        let transition = Transition { from: state_of(from), to: state_of(to), cause, at, open_for };
        if let Some(listener) = &self.listener {
            listener(&transition);
        }
        Some(transition)
    }
}

fn state_of(word: Word) -> State {
    match (word.mode(), word.phase()) {
        (Mode::ForcedOpen, _) | (_, Phase::Open | Phase::Cooling) => State::Open,
        (_, Phase::Closed) => State::Closed,
        (_, Phase::HalfOpen) => State::HalfOpen,
    }
}

#[expect(clippy::disallowed_methods, reason = "the default clock, which every user may replace")]
fn system_now() -> Instant {
    Instant::now()
}

impl fmt::Debug for Breaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = self.load();
        f.debug_struct("Breaker")
            .field("state", &state_of(word))
            .field("mode", &word.mode())
            .field("generation", &word.generation())
            .field("settings", &self.rules.settings)
            .finish_non_exhaustive()
    }
}
