//! An answer without success status, and what it means where the body says nothing.

#[cfg(test)]
mod tests;

use super::HeaderFacts;
use crate::{Error, ErrorKind};

/// An answer without success status.
#[derive(Clone, Copy)]
pub struct Failure<'a> {
    /// The HTTP status.
    pub status: u16,
    /// What the headers say.
    pub headers: &'a HeaderFacts,
    /// The body, possibly cut; it may be anything.
    pub body: &'a [u8],
}

impl Failure<'_> {
    /// An error of this kind with this failure's status and wait. `x-should-retry: false` makes it one
    /// that is not tried again at this target, also where the provider names a wait.
    ///
    /// ```
    /// use osier_core::ErrorKind;
    /// use osier_core::adapter::{Failure, HeaderFacts};
    ///
    /// let headers = HeaderFacts { should_retry: Some(false), ..HeaderFacts::default() };
    /// let failure = Failure { status: 429, headers: &headers, body: b"" };
    /// let error = failure.error(failure.kind(None));
    /// assert_eq!(error.kind(), ErrorKind::RateLimited);
    /// assert!(!error.is_retryable() && error.may_fail_over());
    /// ```
    #[must_use]
    pub fn error(&self, kind: ErrorKind) -> Error {
        let error = Error::new(kind).with_status(self.status);
        let error = match self.headers.should_retry {
            Some(false) => error.with_retry_refused(),
            _ => error,
        };
        match self.headers.wait().filter(|_| kind.may_wait()) {
            Some(wait) => error.with_retry_after(wait),
            None => error,
        }
    }

    /// What the status alone means. An adapter asks this after it has looked at the codes it knows.
    #[must_use]
    pub fn kind_by_status(&self) -> ErrorKind {
        ErrorKind::of_status(self.status)
    }

    /// What the failure means: the cause the adapter knows, else the status.
    /// `x-should-retry: true` makes a refusal without any known cause transient; it never overrules a
    /// known one.
    #[must_use]
    pub fn kind(&self, known: Option<ErrorKind>) -> ErrorKind {
        let kind = known.unwrap_or_else(|| self.kind_by_status());
        match self.headers.should_retry {
            Some(true) if known.is_none() && kind == ErrorKind::InvalidRequest => ErrorKind::Server,
            _ => kind,
        }
    }
}

impl ErrorKind {
    /// What an HTTP status means where nothing else is known. A redirect, and any status nobody here
    /// has heard of, says that something else than the provider's API was asked: no request can help
    /// there, another target can, as with a model that does not exist.
    ///
    /// ```
    /// use osier_core::ErrorKind;
    ///
    /// assert_eq!(ErrorKind::of_status(429), ErrorKind::RateLimited);
    /// assert_eq!(ErrorKind::of_status(301), ErrorKind::ModelNotFound);
    /// ```
    #[must_use]
    pub fn of_status(status: u16) -> Self {
        match status {
            401 | 403 | 407 => Self::Auth,
            402 => Self::QuotaExceeded,
            404 | 405 => Self::ModelNotFound,
            408 | 409 => Self::Server,
            424 | 498 | 503 | 529 => Self::Overloaded,
            429 => Self::RateLimited,
            499 => Self::Cancelled,
            400..500 => Self::InvalidRequest,
            500..600 => Self::Server,
            _ => Self::ModelNotFound,
        }
    }

    /// Whether a wait named by the provider belongs to this kind.
    fn may_wait(self) -> bool {
        matches!(self, Self::RateLimited | Self::Overloaded | Self::Server)
    }
}

impl std::fmt::Debug for Failure<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Failure")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}
