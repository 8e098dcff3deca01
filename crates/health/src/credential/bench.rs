//! What a credential is benched for: plain data, told the time.

use std::sync::Arc;
use std::time::Instant;

use osier_core::ErrorKind;

use super::Rejection;

/// How far a rejection reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reach {
    /// Whoever uses the credential.
    Credential,
    /// The target that met it.
    Target,
}

/// A credential is benched.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Benched {
    /// Why: [`Auth`](ErrorKind::Auth) or [`QuotaExceeded`](ErrorKind::QuotaExceeded).
    pub reason: ErrorKind,
    /// Who may not use it.
    pub reach: Reach,
    /// The target that met the rejection.
    pub target: Arc<str>,
    /// Since when.
    pub since: Instant,
}

impl Benched {
    pub(crate) fn new(rejection: Rejection, target: &str, since: Instant) -> Self {
        let Rejection { reason, reach } = rejection;
        Self { reason, reach, target: target.into(), since }
    }

    fn covers(&self, target: &str) -> bool {
        self.reach == Reach::Credential || *self.target == *target
    }
}

/// What becomes of a request that wants to use the credential.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Admitted {
    Freely,
    /// As the only one, to find out.
    OnTrial,
    Not(Benched),
}

/// Everything a credential is benched for: at most one entry for all targets, and one for each.
#[derive(Debug, Default)]
pub(crate) struct Bench {
    entries: Vec<Entry>,
}

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) benched: Benched,
    trial: Trial,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trial {
    Never,
    From(Instant),
    /// The one that might come from then on.
    UnderWay(Instant),
}

impl Bench {
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// What stands between the target and the credential.
    pub(super) fn of(&self, target: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.benched.covers(target))
    }

    fn of_mut(&mut self, target: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.benched.covers(target))
    }

    /// Whether it was not covered so far.
    pub(super) fn put(&mut self, benched: Benched, trial_at: Option<Instant>) -> bool {
        let is_covered = |entry: &Entry| {
            entry.benched.reach == Reach::Credential
                || (benched.reach == Reach::Target && entry.benched.target == benched.target)
        };
        if self.entries.iter().any(is_covered) {
            return false;
        }
        let trial = trial_at.map_or(Trial::Never, Trial::From);
        let entry = Entry { benched, trial };
        self.entries.insert(0, entry);
        true
    }

    pub(super) fn admit(&mut self, target: &str, now: Instant) -> Admitted {
        let Some(entry) = self.of_mut(target) else {
            return Admitted::Freely;
        };
        match entry.trial {
            Trial::From(due) if due <= now => {
                entry.trial = Trial::UnderWay(due);
                Admitted::OnTrial
            }
            _ => Admitted::Not(entry.benched.clone()),
        }
    }

    pub(super) fn refuses(&self, target: &str, now: Instant) -> bool {
        self.of(target).is_some_and(|entry| entry.refuses(now))
    }

    /// The trial under way ended without an answer; another may come then, or else as soon as this one.
    pub(super) fn end_trial(&mut self, target: &str, next: Option<Instant>) {
        if let Some(entry) = self.of_mut(target)
            && let Trial::UnderWay(due) = entry.trial
        {
            entry.trial = Trial::From(next.unwrap_or(due));
        }
    }

    /// Lifts what covers this target, or everything. Whether there was anything.
    pub(super) fn lift(&mut self, target: Option<&str>) -> bool {
        let before = self.entries.len();
        self.entries.retain(|entry| target.is_some_and(|name| !entry.benched.covers(name)));
        self.entries.len() < before
    }
}

impl Entry {
    fn refuses(&self, now: Instant) -> bool {
        match self.trial {
            Trial::From(due) => now < due,
            Trial::Never | Trial::UnderWay(_) => true,
        }
    }
}
