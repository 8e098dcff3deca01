//! Which errors reject a credential, and how far that reaches.

use osier_core::{Error, ErrorKind};

use super::Reach;

/// A provider rejected a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rejection {
    /// [`Auth`](ErrorKind::Auth) or [`QuotaExceeded`](ErrorKind::QuotaExceeded).
    pub reason: ErrorKind,
    /// Who may not use it any more.
    pub reach: Reach,
}

/// What an error says about the credential it was met with; `None` if nothing. This is the one place
/// that knows it.
///
/// | the provider | kind | benched for |
/// |---|---|---|
/// | does not know the key (401, or a code that says so) | [`Auth`](ErrorKind::Auth) | all targets that share it |
/// | knows it and does not permit this (403) | [`Auth`](ErrorKind::Auth) | this target alone |
/// | takes no more requests until somebody pays or a month ends | [`QuotaExceeded`](ErrorKind::QuotaExceeded) | all targets that share it |
///
/// A 403 is most often about one model or one region, and the same key goes on working for other
/// models. Where it does concern the key as a whole, each further target finds that out with one request.
#[must_use]
pub fn rejection(error: &Error) -> Option<Rejection> {
    let reason = error.kind();
    let reach = match (reason, error.status()) {
        (ErrorKind::Auth, Some(403)) => Reach::Target,
        (ErrorKind::Auth | ErrorKind::QuotaExceeded, _) => Reach::Credential,
        _ => return None,
    };
    Some(Rejection { reason, reach })
}
