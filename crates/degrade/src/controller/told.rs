//! What a controller is told, and what it tells.

use std::time::Instant;

use osier_core::Level;

use crate::reason;

/// The standing level at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Standing {
    /// The level at which requests begin.
    pub level: Level,
    /// Why, in one stable, lower-case word.
    pub reason: &'static str,
    /// Since when; `None` from the beginning.
    pub since: Option<Instant>,
    /// Whether it is held by hand.
    pub is_pinned: bool,
    /// The better level that is on trial.
    pub trial: Option<Level>,
}

/// Where one request begins. To be given back to [`Controller::record`](crate::Controller::record) at most
/// once; one that is lost counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The level.
    pub level: Level,
    /// Why.
    pub reason: &'static str,
    /// Whether others were being shed when it came.
    pub(crate) is_strained: bool,
    /// Whether it tries a better level than the standing one.
    pub(crate) is_trial: bool,
    /// What it says counts as long as this has not passed.
    pub(crate) epoch: u64,
}

impl Ticket {
    /// Whether the level is held by hand.
    pub(crate) fn is_pinned(&self) -> bool {
        self.reason == reason::PINNED
    }
}

/// What came of a request at the level where it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It was answered: to the end, or as far as its caller wanted to hear.
    Answered,
    /// It was not, for a reason of the level.
    Failed,
    /// No target of the level was ready.
    Unready,
    /// It was not by the time its caller gave, and that was not much: a failure of a level that has answered nobody
    /// lately, and nothing otherwise.
    Late,
    /// It says nothing about the level: the request or its caller is the reason.
    Neutral,
}

/// A change of the standing level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Moved {
    /// The level at which requests began.
    pub from: Level,
    /// The level at which they begin now.
    pub to: Level,
    /// Why.
    pub reason: &'static str,
    /// When.
    pub at: Instant,
}
