//! What response headers say, already understood.

use std::sync::Arc;
use std::time::Duration;

/// The facts of response headers that adapters classify by. Whoever speaks HTTP fills them in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderFacts {
    /// `retry-after-ms`, else `retry-after` (seconds or a date), counted from now.
    pub retry_after: Option<Duration>,
    /// When an exhausted rate limit resets, counted from now; the longest of those at zero.
    pub reset_after: Option<Duration>,
    /// `x-should-retry`.
    pub should_retry: Option<bool>,
    /// The provider's identity for the request.
    pub request_id: Option<Arc<str>>,
    /// What the body is.
    pub content_type: ContentType,
}

/// What a body is, by its `content-type`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContentType {
    /// Not said, or something else.
    #[default]
    Other,
    /// JSON.
    Json,
    /// Server-sent events.
    EventStream,
    /// One JSON object per line.
    Ndjson,
    /// A web page: an edge or proxy answered, not the provider.
    Html,
}

impl HeaderFacts {
    /// The time to leave the target alone: what was asked for, else the reset of a limit.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        self.retry_after.or(self.reset_after)
    }
}
