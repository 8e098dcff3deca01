//! A credential: what one target, or several, identify themselves with; and whether it is benched.

mod bench;
mod lifted;
#[cfg(test)]
mod model;
mod rejection;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use osier_core::Error;

use crate::vitals::Recovery;
use crate::watch::Bell;

use self::bench::{Admitted, Bench, EntryId};
pub use self::bench::{Benched, Reach};
pub(crate) use self::bench::{News, WayBack};
pub use self::rejection::{Rejection, rejection};

/// The lowest bit says whether anything is benched; above it, what was lifted is counted.
const BENCHED: u64 = 1;

/// What one target, or several, identify themselves with at their provider: most often an API key.
///
/// Once a provider has rejected it, it is *benched*: nobody asks with it again until it is
/// [reinstated](Self::reinstate). [`rejection`](fn@crate::rejection) says what counts as that. The key itself is not in here.
///
/// A call that began before its target was reinstated says nothing afterwards: the key it was made with
/// may be another one by then. A trial speaks for what was benched when it began.
///
/// ```
/// use osier_core::{Error, ErrorKind};
/// use osier_health::Credential;
/// use std::time::Instant;
///
/// let key = Credential::new("team key");
/// let rejected = Error::new(ErrorKind::Auth).with_status(401);
/// assert!(key.told_of(&rejected, "gpt-4o", Instant::now()));
/// assert!(key.benched("gpt-4o-mini").is_some(), "whoever shares it");
/// assert!(key.reinstate(Instant::now()));
/// assert!(key.benched("gpt-4o").is_none());
/// ```
pub struct Credential {
    name: Arc<str>,
    trial_after: Option<Duration>,
    word: AtomicU64,
    bench: Mutex<Bench>,
    bell: Arc<Bell>,
}

impl Credential {
    /// A credential that is not benched. The name is shown in logs and alerts.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self {
            name: name.into(),
            trial_after: None,
            word: AtomicU64::new(0),
            bench: Mutex::default(),
            bell: Arc::default(),
        }
    }

    /// Whom it wakes when it is benched or reinstated.
    pub(crate) fn with_bell(self, bell: Arc<Bell>) -> Self {
        Self { bell, ..self }
    }

    /// Lets one request at a time try a benched credential once this much time has passed, and again
    /// after as long. One that is answered reinstates it. Without this, nobody tries.
    #[must_use]
    pub fn trial_after(self, span: Option<Duration>) -> Self {
        Self { trial_after: span, ..self }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Why the target may not use it, if it may not.
    #[must_use]
    pub fn benched(&self, target: &str) -> Option<Benched> {
        if self.word() & BENCHED == 0 {
            return None;
        }
        self.bench().of(target).map(|entry| entry.benched.clone())
    }

    /// Everything it is benched for: for all targets, or for some.
    #[must_use]
    pub fn all_benched(&self) -> Vec<Benched> {
        self.bench().all().map(|entry| entry.benched.clone()).collect()
    }

    /// The target was answered with this error: benches the credential if that [rejects](fn@crate::rejection) it.
    /// Whether it has not been benched so far.
    pub fn told_of(&self, error: &Error, target: &str, now: Instant) -> bool {
        let benched = rejection(error).map(|rejection| Benched::new(rejection, target, now));
        benched.is_some_and(|benched| self.put(None, benched))
    }

    /// Uses it again, whatever it was benched for. Whether it was. Its targets get their share again step
    /// by step, from now on.
    pub fn reinstate(&self, now: Instant) -> bool {
        self.lift(|bench| bench.lift_all(WayBack::Hand, now))
    }

    /// A further target uses it.
    pub(crate) fn shared_by(&self, target: &Arc<str>) -> Arc<Recovery> {
        self.bench().shared_by(target)
    }

    /// Asks to use it for the target.
    pub(crate) fn enter(
        &self,
        target: &str,
        now: impl FnOnce() -> Instant,
    ) -> Result<Use, Benched> {
        let word = self.word();
        if word & BENCHED == 0 {
            return Ok(Use { lifts: word >> 1, trial: None });
        }
        let mut bench = self.bench();
        let lifts = bench.lifts();
        match bench.admit(target, now()) {
            Admitted::Freely => Ok(Use { lifts, trial: None }),
            Admitted::OnTrial(id) => Ok(Use { lifts, trial: Some(id) }),
            Admitted::Not(benched) => Err(benched),
        }
    }

    /// Whether asking to use it for the target would be refused; changes nothing.
    pub(crate) fn refuses(&self, target: &str, now: Instant) -> bool {
        self.word() & BENCHED != 0 && self.bench().refuses(target, now)
    }

    /// It was rejected in this use. Whether that benches it.
    pub(crate) fn rejected_in(&self, usage: Use, benched: Benched) -> bool {
        self.put(Some(usage), benched)
    }

    /// It was answered in this use. Whether that reinstates it.
    pub(crate) fn accepted_in(&self, usage: Use, target: &str, now: Instant) -> bool {
        usage.trial.is_some_and(|id| self.lift(|bench| bench.pass_trial(id, target, now)))
    }

    /// This use ended, and said nothing about the credential. If it was a trial, another may come: as
    /// long after `failed` as ever, at once if it did not come so far.
    pub(crate) fn undecided_in(&self, usage: Use, failed: Option<Instant>) {
        if let Some(id) = usage.trial {
            self.bench().end_trial(id, failed.and_then(|now| self.trial_at(now)));
        }
    }

    /// An active probe of the target was answered so; `enough` successes in a row may reinstate it.
    pub(crate) fn probed(
        &self,
        target: &str,
        answer: Result<(), &Error>,
        enough: u32,
        now: Instant,
    ) {
        if self.word() & BENCHED != 0 && self.bench().probed(target, answer, enough) {
            self.lift(|bench| bench.lift(target, WayBack::Probes, now));
        }
    }

    /// Whether probing the target may show that it is accepted again.
    pub(crate) fn is_worth_probing(&self, target: &str) -> bool {
        self.bench().is_worth_probing(target)
    }

    /// What has not been told yet.
    pub(crate) fn news(&self) -> Vec<News> {
        self.bench().news()
    }

    fn put(&self, usage: Option<Use>, benched: Benched) -> bool {
        let trial_at = self.trial_at(benched.since);
        let mut bench = self.bench();
        if usage.is_some_and(|usage| !bench.is_current(&benched.target, usage.lifts)) {
            return false;
        }
        if let Some(id) = usage.and_then(|usage| usage.trial) {
            bench.end_trial(id, trial_at);
        }
        let is_new = bench.put(benched, trial_at);
        self.word.fetch_or(BENCHED, Ordering::Release);
        drop(bench);
        if is_new {
            self.bell.ring();
        }
        is_new
    }

    fn lift(&self, lift: impl FnOnce(&mut Bench) -> bool) -> bool {
        let mut bench = self.bench();
        if !lift(&mut bench) {
            return false;
        }
        let benched = if bench.is_empty() { 0 } else { BENCHED };
        self.word.store(bench.lifts() << 1 | benched, Ordering::Release);
        drop(bench);
        self.bell.ring();
        true
    }

    fn trial_at(&self, since: Instant) -> Option<Instant> {
        since.checked_add(self.trial_after?)
    }

    fn word(&self) -> u64 {
        self.word.load(Ordering::Acquire)
    }

    fn bench(&self) -> MutexGuard<'_, Bench> {
        self.bench.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One use of a credential, from the beginning of a call to the end of its body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Use {
    /// How often something had been lifted when it began.
    lifts: u64,
    /// What it finds out, if it is a trial.
    trial: Option<EntryId>,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("name", &self.name)
            .field("benched", &self.all_benched())
            .finish_non_exhaustive()
    }
}
