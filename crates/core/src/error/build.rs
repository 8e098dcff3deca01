//! Saying more about an error.

use std::sync::Arc;
use std::time::Duration;

use super::{Attempts, Delivery, Error};

/// The longest provider message that is kept, in bytes.
pub(super) const MAX_PROVIDER_MESSAGE: usize = 2048;

impl Error {
    /// Sets whether the provider may have seen the request.
    #[must_use]
    pub fn with_delivery(mut self, delivery: Delivery) -> Self {
        self.0.delivery = delivery;
        self
    }

    /// Sets the provider's HTTP status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    /// Sets the provider's own error code.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<Arc<str>>) -> Self {
        self.0.code = Some(code.into());
        self
    }

    /// Sets the name of the request field that is to blame.
    #[must_use]
    pub fn with_param(mut self, param: impl Into<Arc<str>>) -> Self {
        self.0.param = Some(param.into());
        self
    }

    /// Adds words of our own to the message. Never put content of a request or an answer here.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.0.note = Some(note.into().into_boxed_str());
        self
    }

    /// Keeps what the provider said, cut to 2 KiB. It is shown to the caller alone, never logged.
    #[must_use]
    pub fn with_provider_message(mut self, message: &str) -> Self {
        let end = message.floor_char_boundary(MAX_PROVIDER_MESSAGE);
        self.0.provider_message = message.get(..end).map(Into::into);
        self
    }

    /// Sets how long the target asked to be left alone, counted from now.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// Says that the target does not want to be asked the same again.
    #[must_use]
    pub fn with_retry_refused(mut self) -> Self {
        self.0.refuses_retry = true;
        self
    }

    /// Sets the trail of failed attempts.
    #[must_use]
    pub fn with_attempts(mut self, attempts: Attempts) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// The same for somebody else who waited for it.
    #[must_use]
    pub fn shared(&self) -> Self {
        Self(self.0.clone())
    }

    /// Keeps the cause. Its text is reachable through `source()` only and must hold no secret.
    #[must_use]
    pub fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }
}
