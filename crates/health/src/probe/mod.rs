//! Active probes: whether a target that nobody asks is alive.

mod schedule;
mod settings;
#[cfg(test)]
mod tests;

use osier_core::{Error, ErrorKind, Outcome};

pub(crate) use self::schedule::{Finding, Known, Schedule, Situation};
pub use self::settings::ProbeSettings;

/// What the answer of a probe says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It is there.
    Up,
    /// Nobody is there: no connection came to be.
    Refused,
    /// No good answer, or none in time. Where none was ever good, that may be the endpoint's own trouble.
    Down,
    /// The credential was rejected. It may have been revoked; or it may not list models, and goes on working.
    Rejected,
    /// Neither: a throttle, an endpoint that does not exist.
    Nothing,
}

impl Answer {
    /// The meaning of an answer, or of none in time.
    pub(crate) fn of(answer: Option<Result<(), &Error>>) -> Self {
        match answer {
            Some(Ok(())) => Self::Up,
            None => Self::Down,
            Some(Err(error)) if error.kind() == ErrorKind::Connect => Self::Refused,
            Some(Err(error)) if error.kind() == ErrorKind::Auth => Self::Rejected,
            Some(Err(error)) if Outcome::of_error(error) == Outcome::Failure => Self::Down,
            Some(Err(_)) => Self::Nothing,
        }
    }
}
