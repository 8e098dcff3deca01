//! What a report means: the order of looking, and the error that comes of it.

use std::time::Duration;

use osier_core::adapter::{Failure, is_context_overflow, mask};
use osier_core::{Delivery, Error, ErrorKind, Secret};

use super::{Report, codes, text};

/// The longest code and the longest parameter name that are kept, in bytes.
const MAX_CODE: usize = 64;
const MAX_PARAM: usize = 128;

impl Report {
    /// What a failure means: by code, type, text, then status.
    ///
    /// `x-should-retry` is heard as [`Failure::kind`] says.
    #[must_use]
    pub fn kind_of(&self, failure: &Failure<'_>) -> ErrorKind {
        let known = self.known_kind(Some(failure.status));
        failure.kind(known.or_else(|| out_for_now(failure)))
    }

    /// What a report inside an answer with success status means. A status it names counts as one.
    /// Without any clue the provider failed, and nobody knows whether it would again: the request
    /// goes elsewhere.
    #[must_use]
    pub fn kind_in_answer(&self) -> ErrorKind {
        let rough = || self.names().find_map(codes::rough_meaning);
        self.known_kind(self.status)
            .or_else(|| self.status.map(ErrorKind::of_status))
            .or_else(rough)
            .unwrap_or(ErrorKind::Overloaded)
    }

    /// The error of this kind for a failure, with everything the report tells. `key` is hidden
    /// wherever the provider quotes it.
    #[must_use]
    pub fn error(&self, kind: ErrorKind, failure: &Failure<'_>, key: Option<&Secret>) -> Error {
        self.furnish(failure.error(kind), key)
    }

    /// The error for a report inside an answer with success status.
    #[must_use]
    pub fn error_in_answer(&self, key: Option<&Secret>) -> Error {
        let error = Error::new(self.kind_in_answer());
        let error = match self.status {
            Some(status) => error.with_status(status),
            None => error,
        };
        self.furnish(error, key)
    }

    /// What is known without looking at what the status means.
    fn known_kind(&self, status: Option<u16>) -> Option<ErrorKind> {
        if self.never_fits(status) {
            return Some(ErrorKind::ContextLength);
        }
        if self.moderated {
            return Some(ErrorKind::ContentPolicy);
        }
        self.by_param(status)
            .or_else(|| self.names().find_map(codes::meaning))
            .or_else(|| self.by_text(status))
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        [&self.code, &self.kind, &self.inner_code].into_iter().filter_map(|name| name.as_deref())
    }

    /// A rate limit that this request alone is too large for; a target with a higher one may take it.
    fn never_fits(&self, status: Option<u16>) -> bool {
        let limited = self.names().find_map(codes::meaning) == Some(ErrorKind::RateLimited);
        match status {
            Some(413) => limited,
            Some(429) | None => self.lower_message().is_some_and(|t| text::never_fits(&t)),
            _ => false,
        }
    }

    /// A tier that this account may not use has no code of its own; codes that say no more than that
    /// a value is wrong come with it.
    fn by_param(&self, status: Option<u16>) -> Option<ErrorKind> {
        let tier = status == Some(400) && self.param.as_deref() == Some("service_tier");
        tier.then_some(ErrorKind::UnsupportedParameter)
    }

    fn by_text(&self, status: Option<u16>) -> Option<ErrorKind> {
        if self.code.as_deref().is_some_and(codes::is_telling) {
            return None;
        }
        let message = self.message.as_deref()?;
        // These statuses say it all; their texts may quote anything.
        let says_all = matches!(status, Some(401..=404));
        if !says_all && is_context_overflow(message) {
            return Some(ErrorKind::ContextLength);
        }
        text::meaning(&text::lower(message))
    }

    fn lower_message(&self) -> Option<String> {
        self.message.as_deref().map(text::lower)
    }

    fn furnish(&self, error: Error, key: Option<&Secret>) -> Error {
        let mut error = error.with_delivery(Delivery::Answered);
        if let Some(wait) = self.wait_in_text(&error) {
            error = error.with_retry_after(wait);
        }
        if let Some(code) = self.best_name(key) {
            error = error.with_code(code);
        }
        if let Some(param) = self.blamed_param(error.kind(), key) {
            error = error.with_param(param);
        }
        match &self.message {
            Some(message) => error.with_provider_message(&masked_start(message, key)),
            None => error,
        }
    }

    fn wait_in_text(&self, error: &Error) -> Option<Duration> {
        let waits = matches!(error.kind(), ErrorKind::RateLimited | ErrorKind::Overloaded);
        if !waits || error.retry_after().is_some() {
            return None;
        }
        text::wait(&self.lower_message()?)
    }

    /// The name that tells most: a code in words, else what stands in its place, else a number.
    fn best_name(&self, key: Option<&Secret>) -> Option<&str> {
        let in_words = |name: &&str| name.bytes().any(|b| b.is_ascii_alphabetic());
        let good = |name: &&str| is_name(name, MAX_CODE, "_.-", key);
        let words = self.names().filter(in_words).find(good);
        words.or_else(|| self.names().find(good))
    }

    /// The parameter the report names; one in the text only where the error is about one.
    fn blamed_param(&self, kind: ErrorKind, key: Option<&Secret>) -> Option<&str> {
        let in_text = || {
            let about_one = kind == ErrorKind::UnsupportedParameter;
            self.message.as_deref().filter(|_| about_one).and_then(text::blamed_param)
        };
        let param = self.param.as_deref().or_else(in_text)?;
        is_name(param, MAX_PARAM, "_.-[]$:", key).then_some(param)
    }
}

/// Out of credit for the moment only, if it names a time.
fn out_for_now(failure: &Failure<'_>) -> Option<ErrorKind> {
    let names_a_time = failure.status == 402 && failure.headers.retry_after.is_some();
    names_a_time.then_some(ErrorKind::RateLimited)
}

/// Whether a name is short, plain and no key, so that it may be shown.
fn is_name(name: &str, longest: usize, marks: &str, key: Option<&Secret>) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || marks.contains(c);
    name.len() <= longest && name.chars().all(plain) && mask(name, key) == name
}

/// Twice what an error keeps, so that no key is cut in half by the masking and shown by its start.
fn masked_start(message: &str, key: Option<&Secret>) -> String {
    let end = message.floor_char_boundary(4096);
    mask(message.get(..end).unwrap_or_default(), key)
}
