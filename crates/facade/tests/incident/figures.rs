//! What it comes to, in numbers.

use std::collections::BTreeMap;
use std::time::Duration;

use osier::{ErrorKind, Level};

use crate::journal::{Asked, Call, Change, Ending, Pages};
use crate::schedule::{END, periods};
use crate::steps::{Episodes, level_at};

pub(crate) const MINUTE: Duration = Duration::from_secs(60);

pub(crate) struct Figures {
    pub(crate) all: Tally,
    /// The parts in which the same was wrong all the time.
    pub(crate) periods: Vec<Period>,
    /// For each minute the answers at each level, and last what was refused.
    pub(crate) timeline: Vec<[u64; 6]>,
    pub(crate) moves: Vec<Change>,
    pub(crate) alerts: Vec<Change>,
    pub(crate) episodes: Episodes,
    pub(crate) misshapen: u64,
}

pub(crate) struct Period {
    pub(crate) name: String,
    pub(crate) from: Duration,
    pub(crate) tally: Tally,
}

/// What became of some of the requests.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) requests: u64,
    pub(crate) by_level: [u64; 5],
    /// Turned away at once, because more asked than are admitted.
    pub(crate) refused: u64,
    pub(crate) failed: u64,
    pub(crate) attempts: u64,
    /// How long it took until somebody was asked who answered, or until words came that need nobody; sorted.
    pub(crate) waited: Vec<Duration>,
}

impl Figures {
    pub(crate) fn of(pages: &Pages) -> Self {
        let mut calls = BTreeMap::<_, Vec<Call>>::new();
        pages.calls.iter().for_each(|call| calls.entry(call.request).or_default().push(*call));
        let tally = |from: Duration, until: Duration| {
            let came = |asked: &&Asked| (from..until).contains(&asked.wish.at);
            Tally::of(pages.asked.iter().filter(came), &calls)
        };
        let period = |(from, until, name)| Period { name, from, tally: tally(from, until) };
        Self {
            all: tally(Duration::ZERO, END),
            periods: periods().into_iter().map(period).collect(),
            timeline: timeline(&pages.asked),
            moves: pages.moves.clone(),
            alerts: pages.alerts.clone(),
            episodes: Episodes::of(&pages.moves),
            misshapen: pages.misshapen,
        }
    }

    /// The standing level at this moment.
    pub(crate) fn level_at(&self, at: Duration) -> Level {
        level_at(&self.moves, at)
    }
}

impl Tally {
    fn of<'a>(asked: impl Iterator<Item = &'a Asked>, calls: &BTreeMap<u64, Vec<Call>>) -> Self {
        let mut tally = Self::default();
        for Asked { wish, took, end } in asked {
            let calls = calls.get(&wish.number).map_or(&[][..], Vec::as_slice);
            tally.requests += 1;
            tally.attempts += calls.len() as u64;
            match *end {
                Ending::Answered { level, by } => {
                    let last = by.and_then(|by| calls.iter().rfind(|call| call.target == by));
                    tally.by_level[level as usize] += 1;
                    tally.waited.push(last.map_or(*took, |call| call.at - wish.at));
                }
                Ending::Failed { kind: ErrorKind::Shed, after_content: false } => {
                    tally.refused += 1;
                }
                Ending::Failed { .. } => tally.failed += 1,
            }
        }
        tally.waited.sort_unstable();
        tally
    }

    pub(crate) fn answered(&self) -> u64 {
        self.by_level.iter().sum()
    }
}

fn timeline(asked: &[Asked]) -> Vec<[u64; 6]> {
    let mut minutes = vec![[0; 6]; (END.as_secs() / MINUTE.as_secs()) as usize];
    for Asked { wish, end, .. } in asked {
        let place = match end {
            Ending::Answered { level, .. } => *level as usize,
            Ending::Failed { .. } => 5,
        };
        minutes[(wish.at.as_secs() / MINUTE.as_secs()) as usize][place] += 1;
    }
    minutes
}
