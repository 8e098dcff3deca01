//! What becomes of a request at a level.

use std::fmt;

use osier_core::Request;

use crate::Feature;

/// A request as a level sends it.
#[derive(Clone, Debug)]
pub struct Edited {
    /// The request.
    pub request: Request,
    /// Whether it needs less of a target than the caller's: it offers tools no more, or has no calls and
    /// results in its conversation any more.
    pub needs_less: bool,
}

/// A request needs what the level does not offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lacks(pub Feature);

impl fmt::Display for Lacks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the request needs {}, which the level does not offer", self.0.name())
    }
}

impl std::error::Error for Lacks {}
