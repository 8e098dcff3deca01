//! Going on by asking the same again.

use osier_core::Request;

use super::joint::Joint;
use super::said::Said;
use crate::{Restart, ResumeSettings};

impl Said {
    /// The same request again, and where its answer must meet what the caller has; `None` if the same
    /// answer cannot be expected, or not be told.
    pub(crate) fn restart(
        &mut self,
        request: &Request,
        settings: ResumeSettings,
    ) -> Option<(Request, Joint)> {
        if !is_possible(request, settings.restart) {
            return None;
        }
        Some((request.clone(), Joint::repeating(self.open()?)))
    }
}

/// Whether the same request may be asked again.
pub(super) fn is_possible(request: &Request, restart: Restart) -> bool {
    match restart {
        Restart::Always => true,
        Restart::Never => false,
        Restart::Deterministic => request.is_deterministic(),
    }
}
