//! A step, and why it is taken.

use std::fmt;
use std::time::{Duration, Instant};

use osier_core::ErrorKind;

use crate::{Lack, Strategy};

/// What to do next, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Ask a target.
    Try(Visit),
    /// Look again at this moment: no target is ready, and one should be soon.
    Wait {
        /// The moment.
        until: Instant,
    },
    /// Try nothing further.
    GiveUp(Reason),
}

/// One target's turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Visit {
    /// Its place in the route.
    pub(crate) target: usize,
    /// The tier it stands in.
    pub(crate) tier: usize,
    /// Until when it may take to commit to an answer; `None` if no other could follow it, and only the
    /// deadline counts.
    pub(crate) leave_by: Option<Instant>,
    /// How many of those that could follow it are ready.
    pub(crate) alternatives: u32,
    /// Why it is its turn.
    pub(crate) reason: Reason,
}

impl Visit {
    /// Of a target that goes on with an answer.
    pub(crate) fn resuming(target: usize) -> Self {
        Self { target, tier: 0, leave_by: None, alternatives: 0, reason: Reason::Resume }
    }
}

/// Why a step is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The caller would like it.
    Preferred,
    /// It is the next in the route's order.
    Order,
    /// The strategy chose it among those of its tier.
    Balance(Strategy),
    /// It did not say that it is ready, but none that did is left.
    LastResort,
    /// It rejected one parameter, and is asked again without it.
    Repair,
    /// The one before is silent.
    Hedge,
    /// An answer broke off, and this one goes on with it.
    Resume,
    /// The error says that no other target would do better.
    NotElsewhere(ErrorKind),
    /// Every target that is left lacks what the request needs.
    NoneFits(Lack),
    /// None is ready, and this route does not wait; one should be after this long.
    NoneReady(Duration),
    /// Every target of the route has been tried.
    AllTried,
    /// The deadline has passed.
    Deadline,
    /// The attempt budget is empty.
    Attempts,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Preferred => f.write_str("the caller prefers it"),
            Self::Order => f.write_str("it is the next in order"),
            Self::Balance(strategy) => write!(f, "chosen by {}", strategy.name()),
            Self::LastResort => f.write_str("none that is ready is left"),
            Self::Repair => f.write_str("again, without the parameter it rejected"),
            Self::Hedge => f.write_str("the one before is silent"),
            Self::Resume => f.write_str("it goes on with an answer that broke off"),
            Self::NotElsewhere(kind) => write!(f, "no target would do better: {}", kind.name()),
            Self::NoneFits(lack) => write!(f, "no target is left that fits: {}", lack.name()),
            Self::NoneReady(wait) => write!(f, "none is ready before {wait:.0?}"),
            Self::AllTried => f.write_str("all have been tried"),
            Self::Deadline => f.write_str("the deadline has passed"),
            Self::Attempts => f.write_str("the attempt budget is empty"),
        }
    }
}
