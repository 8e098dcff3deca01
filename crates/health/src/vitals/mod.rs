//! What is known of one target from the requests that were sent to it.

mod ramp;
mod recovery;
mod window;

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use osier_core::Outcome;

pub(crate) use self::recovery::Recovery;
use self::window::{Tally, Window};
use crate::status::Unreachable;
use crate::watch::Bell;
use crate::{Credential, HealthSettings};

/// Probes may be wrong, and whoever is never asked cannot show it: so often, one request may try.
const TRY_EVERY: Duration = Duration::from_secs(60);

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
    /// Shared with the credential, whose return is the target's as well.
    recovery: Arc<Recovery>,
    /// Plus one; zero for never. So are the two that follow.
    last_success: AtomicU64,
    /// Active probes found that it cannot be reached: since when, and until when that counts.
    unreachable_since: AtomicU64,
    unreachable_until: AtomicU64,
    bell: Arc<Bell>,
}

impl Vitals {
    /// Those of a target of this name, which uses this credential.
    #[must_use]
    pub fn new(
        target: impl Into<Arc<str>>,
        credential: Arc<Credential>,
        settings: HealthSettings,
    ) -> Self {
        let name = target.into();
        let recovery = credential.shared_by(&name);
        Self {
            name,
            credential,
            settings,
            born: OnceLock::new(),
            window: Window::default(),
            in_flight: AtomicU32::new(0),
            last_end: AtomicU64::new(0),
            recovery,
            last_success: AtomicU64::new(0),
            unreachable_since: AtomicU64::new(0),
            unreachable_until: AtomicU64::new(0),
            bell: Arc::default(),
        }
    }

    /// Whom it wakes when something happens that somebody may want to hear of.
    pub(crate) fn with_bell(self, bell: Arc<Bell>) -> Self {
        Self { bell, ..self }
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
    /// [`HealthSettings::ramp`]. Whoever says so first counts: while the ramp is under way, it goes on,
    /// unless a call failed since.
    ///
    /// A credential that is [reinstated](Credential::reinstate) says so of its targets by itself.
    pub fn recovered_at(&self, now: Instant) {
        self.recovery.found(now, self.settings.ramp);
        self.nudge();
    }

    /// Something about the target has changed that its status may depend on, such as its circuit: whoever
    /// [watches](crate::Watch) looks at once. Without this, within a second.
    pub fn nudge(&self) {
        self.bell.ring();
    }

    /// Which part of its share it should have, in percent, if it is not all of it.
    #[must_use]
    pub fn ramping(&self, now: Instant) -> Option<u8> {
        self.recovery.share(now, self.settings.ramp)
    }

    /// Active probes found that it cannot be reached. A request that is answered says otherwise.
    #[must_use]
    pub fn unreachable(&self, now: Instant) -> Option<Unreachable> {
        self.moment(&self.unreachable_until).filter(|until| *until > now)?;
        let since = self.moment(&self.unreachable_since).unwrap_or(now);
        let tried = if self.in_flight() > 0 { now } else { self.last_end(now).max(since) };
        let retry_at = Some(tried + TRY_EVERY).filter(|moment| *moment > now);
        Some(Unreachable { since, retry_at })
    }

    /// It cannot be reached; this counts until the moment, unless it is said again.
    pub(crate) fn is_unreachable(&self, now: Instant, until: Instant) {
        if self.unreachable(now).is_none() {
            self.set(&self.unreachable_since, now);
        }
        self.set(&self.unreachable_until, until);
        self.recovery.failed();
        self.nudge();
    }

    /// It can be reached. Whether it could not so far.
    pub(crate) fn is_reachable(&self, now: Instant) -> bool {
        let was_not = self.unreachable(now).is_some();
        self.unreachable_until.store(0, Ordering::Relaxed);
        if was_not {
            self.recovered_at(now);
        }
        was_not
    }

    pub(crate) fn settings(&self) -> &HealthSettings {
        &self.settings
    }

    /// Requests under way.
    #[must_use]
    pub fn in_flight(&self) -> u32 {
        self.in_flight.load(Ordering::Relaxed)
    }

    /// When the last request ended; if there was none, when the target was looked at first.
    pub(crate) fn last_end(&self, now: Instant) -> Instant {
        let millis = self.last_end.load(Ordering::Relaxed);
        self.born(now) + Duration::from_millis(millis)
    }

    pub(crate) fn last_success(&self) -> Option<Instant> {
        self.moment(&self.last_success)
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
            Outcome::Success | Outcome::Slow => {
                self.window.add(self.age(now), false);
                self.set(&self.last_success, now);
                if self.unreachable_until.load(Ordering::Relaxed) != 0 {
                    self.is_reachable(now);
                }
            }
            Outcome::Failure => {
                self.window.add(self.age(now), true);
                self.recovery.failed();
            }
            Outcome::Throttled | Outcome::Neutral => {}
        }
    }

    /// How many calls ended in the last minute, and how many of them failed.
    #[must_use]
    pub fn calls(&self, now: Instant) -> (u64, u64) {
        let Tally { calls, failures } = self.window.tally(self.age(now));
        (calls, failures)
    }

    fn set(&self, moment: &AtomicU64, now: Instant) {
        moment.store(self.millis(now).saturating_add(1), Ordering::Relaxed);
    }

    fn moment(&self, moment: &AtomicU64) -> Option<Instant> {
        let millis = moment.load(Ordering::Relaxed).checked_sub(1)?;
        self.born.get()?.checked_add(Duration::from_millis(millis))
    }

    fn millis(&self, now: Instant) -> u64 {
        u64::try_from(self.age(now).as_millis()).unwrap_or(u64::MAX)
    }

    fn age(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.born(now))
    }

    fn born(&self, now: Instant) -> Instant {
        *self.born.get_or_init(|| now)
    }
}
