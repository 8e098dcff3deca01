//! One error, classified once.

mod attempt;
mod build;
mod kind;
mod show;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

pub use attempt::{Attempt, Attempts};
pub use kind::{Delivery, ErrorKind, Reaction};

/// Why a request, or one attempt at it, failed.
///
/// An adapter makes it once from status, headers and body; every later decision is a question asked
/// of it. Wording is not a contract: match on [`kind`](Self::kind).
///
/// `Display` and `Debug` never contain a prompt, a key or a body. What the provider itself said is
/// kept apart in [`provider_message`](Self::provider_message), to be shown to the caller alone.
///
/// ```
/// use osier_core::{Error, ErrorKind};
/// use std::time::Duration;
///
/// let error = Error::new(ErrorKind::RateLimited)
///     .with_status(429)
///     .with_retry_after(Duration::from_secs(3));
/// assert!(error.is_retryable() && error.may_fail_over());
/// assert_eq!(error.to_string(), "the provider's rate limit is reached (status 429)");
/// ```
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    delivery: Delivery,
    status: Option<u16>,
    code: Option<Arc<str>>,
    param: Option<Arc<str>>,
    limit: Option<&'static str>,
    note: Option<Box<str>>,
    provider_message: Option<Box<str>>,
    retry_after: Option<Duration>,
    refuses_retry: bool,
    attempts: Attempts,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error of this kind. Delivery starts as `Answered` for what only an answer can say, and
    /// as `NotSent` for what is found before sending.
    #[must_use]
    pub fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner {
            kind,
            delivery: default_delivery(kind),
            status: None,
            code: None,
            param: None,
            limit: None,
            note: None,
            provider_message: None,
            retry_after: None,
            refuses_retry: false,
            attempts: Attempts::new(),
            source: None,
        }))
    }

    /// The caller's request is wrong; `note` says what was expected and must not quote content.
    #[must_use]
    pub fn invalid_request(note: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest).with_note(note)
    }

    /// The target's dialect cannot say `what` (for example `logit_bias`).
    #[must_use]
    pub fn unsupported(what: impl Into<Arc<str>>) -> Self {
        Self::new(ErrorKind::Unsupported).with_param(what)
    }

    /// The name of the limit that ends an attempt whose target has shown nothing by
    /// [`Context::leave_by`](crate::Context::leave_by).
    pub const SHARE_OF_DEADLINE: &'static str = "share_of_deadline";

    /// The limit named `limit` (for example `first_event`) ended the attempt.
    #[must_use]
    pub fn timeout(limit: &'static str) -> Self {
        let mut error = Self::new(ErrorKind::Timeout);
        error.0.limit = Some(limit);
        error
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the provider may have begun to work, and to bill.
    #[must_use]
    pub fn delivery(&self) -> Delivery {
        self.0.delivery
    }

    /// The provider's HTTP status, if it answered with one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The provider's own error code.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The request field that is to blame.
    #[must_use]
    pub fn param(&self) -> Option<&str> {
        self.0.param.as_deref()
    }

    /// The limit that ended the attempt, for [`ErrorKind::Timeout`].
    #[must_use]
    pub fn limit(&self) -> Option<&'static str> {
        self.0.limit
    }

    /// What the provider said. May quote the caller's content: for the caller's eyes only.
    #[must_use]
    pub fn provider_message(&self) -> Option<&str> {
        self.0.provider_message.as_deref()
    }

    /// How long the target asked to be left alone, counted from when the error was made.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Everything that was tried, oldest first.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.0.attempts
    }

    /// See [`ErrorKind::is_retryable`]; and the target has not
    /// [refused](Self::refuses_retry) to be asked again.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.kind.is_retryable() && !self.0.refuses_retry
    }

    /// The target said that it does not want to be asked the same again, whatever the kind.
    #[must_use]
    pub fn refuses_retry(&self) -> bool {
        self.0.refuses_retry
    }

    /// Another target may succeed where this one failed: see [`ErrorKind::may_fail_over`].
    ///
    /// Beyond its kind, a mistake on this side ([`Internal`](ErrorKind::Internal)) may fail over if
    /// nothing was sent: it is most often one target's setting, such as a base URL that is none.
    #[must_use]
    pub fn may_fail_over(&self) -> bool {
        let unsent = self.0.delivery == Delivery::NotSent;
        self.0.kind.may_fail_over() || (self.0.kind == ErrorKind::Internal && unsent)
    }

    /// Whether the attempt that failed so may have cost money: the request went out and nothing came back,
    /// or an answer had begun.
    #[must_use]
    pub fn may_be_billed(&self) -> bool {
        self.0.kind.may_be_billed(self.0.delivery)
    }

    pub(crate) fn shared_code(&self) -> Option<Arc<str>> {
        self.0.code.clone()
    }
}

fn default_delivery(kind: ErrorKind) -> Delivery {
    match kind {
        ErrorKind::Connect
        | ErrorKind::Unsupported
        | ErrorKind::InvalidRequest
        | ErrorKind::UnknownModel
        | ErrorKind::AttemptsExhausted
        | ErrorKind::CircuitOpen
        | ErrorKind::AtCapacity
        | ErrorKind::Benched
        | ErrorKind::Shed
        | ErrorKind::TenantLimited
        | ErrorKind::NotStored
        | ErrorKind::Internal => Delivery::NotSent,
        ErrorKind::Timeout | ErrorKind::DeadlineExceeded | ErrorKind::Cancelled => {
            Delivery::MaybeSent
        }
        _ => Delivery::Answered,
    }
}
