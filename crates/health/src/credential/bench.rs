//! What a credential is benched for: plain data, told the time.

use std::sync::Arc;
use std::time::Instant;

use osier_core::{Error, ErrorKind};

use super::Rejection;
use super::lifted::Lifted;
use crate::vitals::Recovery;

/// What is kept for somebody to ask for.
const MOST_NEWS: usize = 64;

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
    /// As the only one, to find out whether this entry still holds.
    OnTrial(EntryId),
    Not(Benched),
}

/// What brought a credential back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WayBack {
    Hand,
    Probes,
    Trial,
}

impl WayBack {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Hand => "by_hand",
            Self::Probes => "probes",
            Self::Trial => "trial",
        }
    }
}

/// What has happened since somebody asked last.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum News {
    Benched(Benched),
    /// It is used again; whether it was told that it was not.
    Back {
        benched: Benched,
        how: WayBack,
        was_told: bool,
    },
}

/// Which entry of a bench; a later one is greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EntryId(u64);

/// Everything a credential is benched for: at most one entry for all targets, and one for each. The one
/// for all stands before those for one.
#[derive(Debug, Default)]
pub(crate) struct Bench {
    entries: Vec<Entry>,
    last_id: EntryId,
    lifted: Lifted,
    /// Who shares the credential.
    shared_by: Vec<(Arc<str>, Arc<Recovery>)>,
    back: Vec<News>,
}

#[derive(Debug)]
pub(super) struct Entry {
    id: EntryId,
    pub(super) benched: Benched,
    is_told: bool,
    trial: Trial,
    evidence: Evidence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trial {
    Never,
    From(Instant),
    /// The one that might come from then on.
    UnderWay(Instant),
}

/// What active probes have shown since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Evidence {
    /// Nothing so far.
    Nothing,
    /// They were rejected too, and so will show when it is better; so many in a row succeeded since.
    Rejected { successes: u32 },
    /// They succeed while requests are rejected: they say nothing.
    Worthless,
}

impl Bench {
    /// Where it is said when a target comes back with the credential. One for each name.
    pub(super) fn shared_by(&mut self, target: &Arc<str>) -> Arc<Recovery> {
        if let Some((_, known)) = self.shared_by.iter().find(|(name, _)| name == target) {
            return Arc::clone(known);
        }
        let recovery = Arc::<Recovery>::default();
        self.shared_by.push((Arc::clone(target), Arc::clone(&recovery)));
        recovery
    }

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
        self.last_id.0 += 1;
        let id = self.last_id;
        let entry = Entry { id, benched, is_told: false, trial, evidence: Evidence::Nothing };
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
                Admitted::OnTrial(entry.id)
            }
            _ => Admitted::Not(entry.benched.clone()),
        }
    }

    pub(super) fn refuses(&self, target: &str, now: Instant) -> bool {
        self.of(target).is_some_and(|entry| entry.refuses(now))
    }

    /// Whether nothing the target was benched for was lifted after this count of lifts.
    pub(super) fn is_current(&self, target: &str, lifts: u64) -> bool {
        self.lifted.last(target) <= lifts
    }

    /// How often something was lifted.
    pub(super) fn lifts(&self) -> u64 {
        self.lifted.count()
    }

    /// The trial of this entry ended without an answer; another may come then, or else as soon as this one.
    pub(super) fn end_trial(&mut self, id: EntryId, next: Option<Instant>) {
        let entry = self.entries.iter_mut().find(|entry| entry.id == id);
        if let Some(entry) = entry
            && let Trial::UnderWay(due) = entry.trial
        {
            entry.trial = Trial::From(next.unwrap_or(due));
        }
    }

    /// The trial of this entry was answered: lifts what the target was benched for when it began. What
    /// came later it says nothing of. Whether there was anything.
    pub(super) fn pass_trial(&mut self, id: EntryId, target: &str, now: Instant) -> bool {
        self.entries.iter().any(|entry| entry.id == id)
            && self.lift_if(WayBack::Trial, now, |entry| {
                entry.id <= id && entry.benched.covers(target)
            })
    }

    /// Lifts what covers this target. Whether there was anything.
    pub(super) fn lift(&mut self, target: &str, how: WayBack, now: Instant) -> bool {
        self.lift_if(how, now, |entry| entry.benched.covers(target))
    }

    /// Lifts everything. Whether there was anything.
    pub(super) fn lift_all(&mut self, how: WayBack, now: Instant) -> bool {
        let any = self.lift_if(how, now, |_| true);
        if any {
            self.lifted.all();
        }
        any
    }

    fn lift_if(&mut self, how: WayBack, now: Instant, is_lifted: impl Fn(&Entry) -> bool) -> bool {
        let before = self.entries.len();
        for entry in self.entries.extract_if(.., |entry| is_lifted(entry)) {
            let Entry { benched, is_told: was_told, .. } = entry;
            self.lifted.one(&benched);
            let back = self.shared_by.iter().filter(|(target, _)| benched.covers(target));
            back.for_each(|(_, recovery)| recovery.begin(now));
            self.back.push(News::Back { benched, how, was_told });
        }
        // Where nobody asks, what is old is forgotten.
        let surplus = self.back.len().saturating_sub(MOST_NEWS);
        self.back.drain(..surplus);
        self.entries.len() < before
    }

    /// An active probe of the target was answered so. Whether `enough` in a row have succeeded since one
    /// was rejected as the request was.
    pub(super) fn probed(&mut self, target: &str, answer: Result<(), &Error>, enough: u32) -> bool {
        let Some(entry) = self.of_mut(target) else {
            return false;
        };
        let reason = entry.benched.reason;
        entry.evidence = match (entry.evidence, answer) {
            (_, Err(error)) if error.kind() == reason => Evidence::Rejected { successes: 0 },
            (Evidence::Rejected { .. }, Err(_)) => Evidence::Rejected { successes: 0 },
            (Evidence::Rejected { successes }, Ok(())) => {
                Evidence::Rejected { successes: successes.saturating_add(1) }
            }
            (Evidence::Nothing | Evidence::Worthless, Ok(())) => Evidence::Worthless,
            (unchanged, Err(_)) => unchanged,
        };
        matches!(entry.evidence, Evidence::Rejected { successes } if successes >= enough)
    }

    /// Whether probing this target may show that it is better. One target is enough to find that out.
    pub(super) fn is_worth_probing(&self, target: &str) -> bool {
        self.of(target).is_some_and(|entry| {
            *entry.benched.target == *target && entry.evidence != Evidence::Worthless
        })
    }

    /// What has not been told yet.
    pub(super) fn news(&mut self) -> Vec<News> {
        let mut news = std::mem::take(&mut self.back);
        for entry in self.entries.iter_mut().filter(|entry| !entry.is_told) {
            entry.is_told = true;
            news.push(News::Benched(entry.benched.clone()));
        }
        news
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
