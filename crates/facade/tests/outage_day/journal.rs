//! What happened in a day, written down by those to whom it happened.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use osier::ErrorKind;

use crate::traffic::Wish;

/// A call as a provider saw it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    pub(crate) at: Duration,
    pub(crate) target: usize,
    pub(crate) request: u64,
    /// The circuit was not closed: it was let through to see how the target is.
    pub(crate) probe: bool,
}

/// A request as its caller saw it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) wish: Wish,
    pub(crate) took: Duration,
    pub(crate) end: Ending,
}

#[derive(Clone, Debug)]
pub(crate) enum Ending {
    /// Answered, so much later than the same target would have in good weather: to the first content of
    /// a streamed answer, to the end of a whole one.
    Answered {
        added: Duration,
        changed: bool,
    },
    Failed {
        kind: ErrorKind,
        retry_after: Option<Duration>,
        after_content: bool,
    },
}

/// Both, in the order in which they happened.
#[derive(Clone, Debug, Default)]
pub(crate) struct Journal(Arc<Mutex<Pages>>);

#[derive(Debug, Default)]
pub(crate) struct Pages {
    pub(crate) calls: Vec<Call>,
    pub(crate) asked: Vec<Asked>,
}

impl Journal {
    pub(crate) fn write<T>(&self, write: impl FnOnce(&mut Pages) -> T) -> T {
        write(&mut self.0.lock().expect("not poisoned"))
    }
}
