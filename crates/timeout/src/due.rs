//! When a limit is reached, and what that means.

use std::time::{Duration, Instant};

use osier_core::{Context, Deadline, Error, ErrorKind};

/// A moment, and what it means to reach it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Due {
    pub(crate) at: Instant,
    limit: Option<&'static str>,
}

impl Due {
    pub(crate) fn deadline(context: &Context) -> Self {
        Self { at: context.deadline().moment(), limit: None }
    }

    /// The limit of this name, at this moment.
    pub(crate) fn at(limit: &'static str, at: Instant) -> Self {
        Self { at, limit: Some(limit) }
    }

    /// The limit of this name, `span` after `from`.
    pub(crate) fn limit(limit: &'static str, from: Instant, span: Duration) -> Self {
        Self::at(limit, Deadline::after(from, span).moment())
    }

    /// The sooner of the two; the first, if they coincide.
    pub(crate) fn or_sooner(self, other: Option<Self>) -> Self {
        match other {
            Some(other) if other.at < self.at => other,
            _ => self,
        }
    }

    pub(crate) fn error(self) -> Error {
        match self.limit {
            Some(limit) => Error::timeout(limit),
            None => Error::new(ErrorKind::DeadlineExceeded),
        }
    }
}
