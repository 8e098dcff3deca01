//! One request's worth of behaviour.

use std::num::NonZeroUsize;
use std::time::Duration;

use serde::Deserialize;

use super::span;
use super::{Answer, CutHow, Fault, Point, Preset, Status};

/// What happens to one request: how fast, what is answered, and what goes wrong on the way.
///
/// All times default to zero, and in configuration are written `"250ms"`, `"1.5s"`, `"2m"` or
/// `"1h"`.
///
/// ```
/// use std::time::Duration;
/// use osier_simulate::{Fault, Step};
///
/// let slow = Step::answer("Hello there").first_token_after(Duration::from_secs(2));
/// let dead = Step::fault(Fault::Reset);
/// assert_eq!((slow.fault, dead.fault), (None, Some(Fault::Reset)));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Step {
    /// From the request to the response headers.
    #[serde(deserialize_with = "span::read")]
    pub headers_after: Duration,
    /// From the headers to the first content. What comes before content (a role, a ping) is sent
    /// with the headers, as it must not pass for progress.
    #[serde(deserialize_with = "span::read")]
    pub first_token_after: Duration,
    /// From one piece of content to the next. A whole answer comes after the sum of all three.
    #[serde(deserialize_with = "span::read")]
    pub between_tokens: Duration,
    /// What is answered, as far as the fault lets it.
    pub answer: Answer,
    /// What goes wrong; nothing by default.
    pub fault: Option<Fault>,
    /// Cuts every write of a streamed body into HTTP chunks of at most this many bytes, so that
    /// records arrive in splinters. Whole records by default.
    pub write_size: Option<NonZeroUsize>,
    /// From one splinter of a record to the next; it counts only with a `write_size`. With a size of
    /// 1 the answer drips, byte by byte.
    #[serde(deserialize_with = "span::read")]
    pub between_writes: Duration,
    /// Sends in one write what no wait keeps apart, so that many records arrive at once. Each
    /// record, and each splinter, is still an HTTP chunk of its own.
    pub coalesce: bool,
}

impl Step {
    /// Answers with this text, one token a word.
    #[must_use]
    pub fn answer(text: impl Into<String>) -> Self {
        Self::of(Answer::text(text))
    }

    /// Answers with what the user said. The default.
    #[must_use]
    pub fn echo() -> Self {
        Self::default()
    }

    /// Gives any answer.
    #[must_use]
    pub fn of(answer: Answer) -> Self {
        Self { answer, ..Self::default() }
    }

    /// Fails in this way.
    #[must_use]
    pub fn fault(fault: Fault) -> Self {
        Self::default().with_fault(fault)
    }

    /// Answers with an error status: a bare number (`503`), a [`Preset`], or a [`Status`] in full.
    #[must_use]
    pub fn status(status: impl Into<Status>) -> Self {
        Self::fault(Fault::Status(status.into()))
    }

    /// Sets what goes wrong.
    #[must_use]
    pub fn with_fault(mut self, fault: Fault) -> Self {
        self.fault = Some(fault);
        self
    }

    /// Breaks the answer off at this point, without a proper end of the body.
    #[must_use]
    pub fn cut_after(self, after: impl Into<Point>) -> Self {
        self.cut(after, CutHow::Abort)
    }

    /// Breaks the answer off at this point, in this way.
    #[must_use]
    pub fn cut(self, after: impl Into<Point>, how: CutHow) -> Self {
        let after = after.into();
        self.with_fault(Fault::Cut { after, how })
    }

    /// Falls silent at this point, with the connection open.
    #[must_use]
    pub fn stall_after(self, after: impl Into<Point>) -> Self {
        let after = after.into();
        self.with_fault(Fault::Stall { after })
    }

    /// Reports an error inside the stream at this point.
    #[must_use]
    pub fn error_after(self, after: impl Into<Point>, preset: Preset) -> Self {
        let after = after.into();
        self.with_fault(Fault::ErrorInStream { after, preset })
    }

    /// Sends a record that is no JSON at this point, and goes on.
    #[must_use]
    pub fn malformed_after(self, after: impl Into<Point>) -> Self {
        let after = after.into();
        self.with_fault(Fault::Malformed { after })
    }

    /// Sets the time from the request to the response headers.
    #[must_use]
    pub fn headers_after(mut self, wait: Duration) -> Self {
        self.headers_after = wait;
        self
    }

    /// Sets the time from the headers to the first content.
    #[must_use]
    pub fn first_token_after(mut self, wait: Duration) -> Self {
        self.first_token_after = wait;
        self
    }

    /// Sets the time from one piece of content to the next.
    #[must_use]
    pub fn between_tokens(mut self, wait: Duration) -> Self {
        self.between_tokens = wait;
        self
    }

    /// Cuts every write of a streamed body into HTTP chunks of at most `bytes`; 0 is taken as 1.
    #[must_use]
    pub fn write_size(mut self, bytes: usize) -> Self {
        self.write_size = Some(NonZeroUsize::new(bytes).unwrap_or(NonZeroUsize::MIN));
        self
    }

    /// Sets the time from one splinter of a record to the next; see
    /// [`between_writes`](Self::between_writes).
    #[must_use]
    pub fn between_writes(mut self, wait: Duration) -> Self {
        self.between_writes = wait;
        self
    }

    /// Sends in one write what no wait keeps apart.
    #[must_use]
    pub fn coalesced(mut self) -> Self {
        self.coalesce = true;
        self
    }

    /// How long the content of this many pieces takes from the request on.
    pub(crate) fn whole_after(&self, pieces: usize) -> Duration {
        let gaps = u32::try_from(pieces.saturating_sub(1)).unwrap_or(u32::MAX);
        let tokens = self.between_tokens.saturating_mul(gaps);
        self.headers_after.saturating_add(self.first_token_after).saturating_add(tokens)
    }

    /// How long to wait before a piece of content, given whether it is the first.
    pub(crate) fn wait_before(&self, first: bool) -> Duration {
        if first { self.first_token_after } else { self.between_tokens }
    }
}
