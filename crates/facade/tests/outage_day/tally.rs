//! What became of some of the requests, in numbers.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::journal::{Asked, Ending};

/// Some of the requests.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) requests: u64,
    pub(crate) answered: u64,
    pub(crate) attempts: u64,
    /// Of the answers, sorted.
    pub(crate) added: Vec<Duration>,
    /// Answers of more than one speaker.
    pub(crate) joined: u64,
    /// Failures before any content, and after some.
    pub(crate) failed: BTreeMap<&'static str, u64>,
    pub(crate) broken: BTreeMap<&'static str, u64>,
}

/// What becomes of requests that nobody can answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hopeless {
    pub(crate) requests: u64,
    pub(crate) answered: u64,
    /// Streams that were under way, and broke off.
    pub(crate) broken: u64,
    /// Of those that failed before any content, how many were told when to come back.
    pub(crate) told_when: u64,
    /// Of the same, how long they took, sorted.
    pub(crate) took: Vec<Duration>,
    pub(crate) attempts: u64,
}

impl Tally {
    pub(crate) fn of<'a>(
        asked: impl Iterator<Item = &'a Asked>,
        attempts: &BTreeMap<u64, u64>,
    ) -> Self {
        let mut tally = Self::default();
        for Asked { wish, end, .. } in asked {
            tally.requests += 1;
            tally.attempts += attempts.get(&wish.number).copied().unwrap_or_default();
            match end {
                Ending::Answered { added, changed } => {
                    tally.answered += 1;
                    tally.joined += u64::from(*changed);
                    tally.added.push(*added);
                }
                Ending::Failed { kind, after_content, .. } => {
                    let map = if *after_content { &mut tally.broken } else { &mut tally.failed };
                    *map.entry(kind.name()).or_default() += 1;
                }
            }
        }
        tally.added.sort_unstable();
        tally
    }
}

impl Hopeless {
    pub(crate) fn of<'a>(
        asked: impl Iterator<Item = &'a Asked>,
        attempts: &BTreeMap<u64, u64>,
    ) -> Self {
        let mut hopeless = Self::default();
        for Asked { wish, took, end } in asked {
            hopeless.requests += 1;
            hopeless.attempts += attempts.get(&wish.number).copied().unwrap_or_default();
            match end {
                Ending::Answered { .. } => hopeless.answered += 1,
                Ending::Failed { after_content: true, .. } => hopeless.broken += 1,
                Ending::Failed { retry_after, .. } => {
                    hopeless.took.push(*took);
                    hopeless.told_when += u64::from(retry_after.is_some());
                }
            }
        }
        hopeless.took.sort_unstable();
        hopeless
    }
}
