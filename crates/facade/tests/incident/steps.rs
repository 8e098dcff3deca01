//! How the standing level moved.

use std::time::Duration;

use osier::Level;

use crate::journal::Change;
use crate::schedule::{EPISODES, Episode};

/// Within this, at most one change of direction: the window of the default settings.
pub(crate) const WINDOW: Duration = Duration::from_secs(30);

/// What the standing level did in each of the episodes.
pub(crate) struct Episodes(pub(crate) Vec<Stay>);

pub(crate) struct Stay {
    pub(crate) episode: &'static Episode,
    /// Where it stood when it began.
    pub(crate) before: Level,
    /// From its beginning until the level moved down.
    pub(crate) left: Option<Duration>,
    pub(crate) worst: Level,
    /// From its end until full was the standing level again, or where other trouble lasted on the level before
    /// it; of one that another follows at once, nothing.
    pub(crate) back: Option<Duration>,
}

impl Episodes {
    pub(crate) fn of(moves: &[Change]) -> Self {
        Self(EPISODES.iter().map(|episode| stay(moves, episode)).collect())
    }
}

fn stay(moves: &[Change], episode: &'static Episode) -> Stay {
    let before = level_at(moves, episode.from);
    let during = || moves.iter().filter(|change| episode.lasts_at(change.at));
    let left = during().find(|change| level(change.to) > level(change.from));
    let worst = during().map(|change| level(change.to)).max().unwrap_or(before).max(before);
    Stay {
        episode,
        before,
        left: left.map(|change| change.at - episode.from),
        worst,
        back: back(moves, episode, before),
    }
}

fn back(moves: &[Change], episode: &Episode, before: Level) -> Option<Duration> {
    let end = episode.until;
    if EPISODES.iter().any(|other| other.from == end) {
        return None;
    }
    let is_calm = !EPISODES.iter().any(|other| other.lasts_at(end));
    let wanted = if is_calm { Level::Full } else { before };
    let is_back = |change: &&Change| change.at >= end && level(change.to) <= wanted;
    match level_at(moves, end) {
        at if at <= wanted => Some(Duration::ZERO),
        _ => moves.iter().find(is_back).map(|change| change.at - end),
    }
}

/// Where it stood at this moment.
pub(crate) fn level_at(moves: &[Change], at: Duration) -> Level {
    let last = moves.iter().rfind(|change| change.at <= at);
    last.map_or(Level::Full, |change| level(change.to))
}

/// The moments at which it changed its direction for the second time within a window.
pub(crate) fn flaps(moves: &[Change]) -> Vec<Duration> {
    let goes_down = |change: &Change| level(change.to) > level(change.from);
    let turns = moves.windows(2).filter(|pair| goes_down(&pair[0]) != goes_down(&pair[1]));
    let turns: Vec<_> = turns.map(|pair| pair[1].at).collect();
    turns.windows(2).filter(|pair| pair[1] - pair[0] < WINDOW).map(|pair| pair[1]).collect()
}

fn level(name: &str) -> Level {
    Level::of_name(name).expect("a level")
}
