//! How a target is: derived from facts, and from nothing else.

mod facts;
mod judge;
mod standing;
#[cfg(test)]
mod tests;

use std::fmt;

pub use self::facts::{Circuit, CircuitFacts, Facts, FirstToken, Neighbours, Unreachable};
pub(crate) use self::judge::{Judgement, judge};
pub(crate) use self::standing::Seen;
pub use self::standing::Standing;

/// How a target is, in one word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// It answers.
    #[default]
    Healthy,
    /// It answers, but not always; or it is coming back and has a part of its share only.
    Degraded,
    /// It asked for patience, and is left alone until then.
    Cooling,
    /// It failed too often, or cannot be reached, and is left alone; or it is being tried again.
    Open,
    /// Its credential was rejected: nothing is sent to it until somebody acts.
    Benched,
}

impl Status {
    /// A stable, lower-case name for logs, metrics and alerts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Degraded => "degraded",
            Self::Cooling => "cooling",
            Self::Open => "open",
            Self::Benched => "benched",
        }
    }
}

/// What a status is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scope {
    /// The target itself.
    #[default]
    Target,
    /// What it identifies itself with, which others may share.
    Credential,
}

impl Scope {
    /// A stable, lower-case name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Credential => "credential",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
