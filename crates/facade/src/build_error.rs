//! Why a client cannot be built.

use std::fmt;
use std::sync::Arc;

use osier_core::{Error, InvalidSetting};

/// Why a client, or one of its targets, cannot be built.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// There is no target, so nobody could answer.
    NoTargets,
    /// Two targets go by this name, or one stands twice in the route; nobody could tell them apart, in a
    /// trail or as the preferred one.
    NamedTwice(Arc<str>),
    /// A route names a target that is not there.
    UnknownTarget(Arc<str>),
    /// This target stands in no tier of a route, so it would never be asked.
    InNoTier(Arc<str>),
    /// A setting of a target cannot work.
    Setting {
        /// The target's name.
        target: Arc<str>,
        /// The layer it belongs to.
        section: &'static str,
        /// The setting, its value, and what is allowed.
        setting: InvalidSetting,
    },
    /// A setting of the client itself cannot work.
    Client {
        /// The layer it belongs to.
        section: &'static str,
        /// The setting, its value, and what is allowed.
        setting: InvalidSetting,
    },
    /// No connections can be made; most often there are no certificates to trust.
    Http(Error),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTargets => f.write_str("a client needs at least one target"),
            Self::NamedTwice(name) => write!(f, "two targets are named `{name}`"),
            Self::UnknownTarget(name) => write!(f, "the route names no target: `{name}`"),
            Self::InNoTier(name) => write!(f, "target `{name}` stands in no tier of the route"),
            Self::Setting { target, section, setting } => {
                write!(f, "target `{target}`: {section}.{setting}")
            }
            Self::Client { section, setting } => write!(f, "{section}.{setting}"),
            Self::Http(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Http(error) => error.source(),
            _ => None,
        }
    }
}

impl From<Error> for BuildError {
    fn from(error: Error) -> Self {
        Self::Http(error)
    }
}
