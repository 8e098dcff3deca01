//! What is known of one target from the requests that were sent to it.

mod ramp;
mod window;

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use osier_core::Outcome;

use self::window::{Tally, Window};
use crate::{Credential, HealthSettings};

/// What is known of one target from what was sent to it: how its calls ended in the last minute, when
/// it was last busy, whether it is coming back, and the credential it uses.
///
/// Filled by [`Health`](crate::Health), which stands around the target. Nothing in it waits or asks
/// for memory.
#[derive(Debug)]
pub struct Vitals {
    name: Arc<str>,
    credential: Arc<Credential>,
    settings: HealthSettings,
    /// The first moment it was told of; all others are counted from it, in milliseconds.
    born: OnceLock<Instant>,
    window: Window,
    in_flight: AtomicU32,
    last_end: AtomicU64,
    /// Plus one; zero for never.
    recovered: AtomicU64,
}

impl Vitals {
    /// Those of a target of this name, which uses this credential.
    #[must_use]
    pub fn new(
        target: impl Into<Arc<str>>,
        credential: Arc<Credential>,
        settings: HealthSettings,
    ) -> Self {
        Self {
            name: target.into(),
            credential,
            settings,
            born: OnceLock::new(),
            window: Window::default(),
            in_flight: AtomicU32::new(0),
            last_end: AtomicU64::new(0),
            recovered: AtomicU64::new(0),
        }
    }

    /// The name of the target.
    #[must_use]
    pub fn target(&self) -> &Arc<str> {
        &self.name
    }

    /// What it identifies itself with.
    #[must_use]
    pub fn credential(&self) -> &Arc<Credential> {
        &self.credential
    }

    /// The target was down and has come back: it gets its share again step by step, over
    /// [`HealthSettings::ramp`].
    pub fn recovered_at(&self, now: Instant) {
        self.recovered.store(self.millis(now).saturating_add(1), Ordering::Relaxed);
    }

    /// Which part of its share it should have, in percent, if it is not all of it.
    #[must_use]
    pub fn ramping(&self, now: Instant) -> Option<u8> {
        let recovered = self.recovered.load(Ordering::Relaxed).checked_sub(1)?;
        let since = self.millis(now).saturating_sub(recovered);
        ramp::share(Duration::from_millis(since), self.settings.ramp)
    }

    pub(crate) fn began(&self) {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn ended(&self) {
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
    }

    /// A call to the target ended so.
    pub(crate) fn note(&self, now: Instant, outcome: Outcome) {
        self.last_end.store(self.millis(now), Ordering::Relaxed);
        match outcome {
            Outcome::Success | Outcome::Slow => self.window.add(self.age(now), false),
            Outcome::Failure => self.window.add(self.age(now), true),
            Outcome::Throttled | Outcome::Neutral => {}
        }
    }

    /// How many calls ended in the last minute, and how many of them failed.
    #[must_use]
    pub fn calls(&self, now: Instant) -> (u64, u64) {
        let Tally { calls, failures } = self.window.tally(self.age(now));
        (calls, failures)
    }

    fn millis(&self, now: Instant) -> u64 {
        u64::try_from(self.age(now).as_millis()).unwrap_or(u64::MAX)
    }

    fn age(&self, now: Instant) -> Duration {
        now.saturating_duration_since(*self.born.get_or_init(|| now))
    }
}
