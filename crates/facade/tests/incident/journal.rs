//! What happened, written down by those to whom it happened.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use osier::{ErrorKind, Level};

use crate::traffic::Wish;

/// A call as a provider saw it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    pub(crate) at: Duration,
    pub(crate) target: usize,
    pub(crate) request: u64,
}

/// A request as its caller saw it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) wish: Wish,
    /// To the first content of a stream, to the end of everything else.
    pub(crate) took: Duration,
    pub(crate) end: Ending,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// At this level, by this target, if it was one.
    Answered {
        level: Level,
        by: Option<usize>,
    },
    Failed {
        kind: ErrorKind,
        after_content: bool,
    },
}

/// A change of the standing level, or an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) at: Duration,
    pub(crate) scope: &'static str,
    pub(crate) name: String,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) reason: &'static str,
}

/// All of it, each in the order in which it happened.
#[derive(Clone, Debug, Default)]
pub(crate) struct Journal(Arc<Mutex<Pages>>);

#[derive(Clone, Debug, Default)]
pub(crate) struct Pages {
    pub(crate) calls: Vec<Call>,
    pub(crate) asked: Vec<Asked>,
    pub(crate) moves: Vec<Change>,
    pub(crate) alerts: Vec<Change>,
    /// Requests that a provider would not understand.
    pub(crate) misshapen: u64,
}

impl Journal {
    pub(crate) fn write<T>(&self, write: impl FnOnce(&mut Pages) -> T) -> T {
        write(&mut self.0.lock().expect("not poisoned"))
    }
}
