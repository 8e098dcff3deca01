//! What response headers say: waits, limits, identities, and what the body is.
//!
//! Everything here comes from outside and may be wrong. What cannot be read is as if it were
//! absent, and no wait is longer than [`LONGEST_WAIT`].

mod content_type;
mod duration;
mod limits;
#[cfg(test)]
mod tests;
mod timestamp;
mod wait;

use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use osier_core::adapter::HeaderFacts;

/// No wait is longer: 7 days. The longest that providers mean is a day; beyond a week it is a wrong
/// clock, a wrong unit or an attack, and a target must not be lost to that for good.
pub const LONGEST_WAIT: Duration = Duration::from_secs(7 * 86_400);

/// Where providers put their identity for a request.
const REQUEST_IDS: [&str; 4] = ["x-request-id", "request-id", "apim-request-id", "x-generation-id"];

/// The longest identity that is kept, in bytes; it goes into logs and headers.
const MAX_REQUEST_ID: usize = 256;

/// Reads the headers of a response. `unix_time` is now, since 1970: some providers name a moment
/// rather than a wait.
///
/// ```
/// use std::time::Duration;
///
/// let mut headers = http::HeaderMap::new();
/// headers.insert("retry-after-ms", http::HeaderValue::from_static("2730"));
/// headers.insert("retry-after", http::HeaderValue::from_static("3"));
/// let facts = osier_http::headers::facts(&headers, Duration::ZERO);
/// assert_eq!(facts.retry_after, Some(Duration::from_millis(2730)));
/// ```
#[must_use]
pub fn facts(headers: &HeaderMap, unix_time: Duration) -> HeaderFacts {
    HeaderFacts {
        retry_after: wait::retry_after(headers, unix_time),
        reset_after: limits::reset_after(headers, unix_time),
        should_retry: should_retry(headers),
        request_id: request_id(headers),
        content_type: content_type::read(headers),
    }
}

/// Whether the body is compressed or otherwise encoded.
pub(crate) fn is_compressed(headers: &HeaderMap) -> bool {
    let encoding = text(headers, "content-encoding").unwrap_or_default();
    !encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity")
}

fn should_retry(headers: &HeaderMap) -> Option<bool> {
    match text(headers, "x-should-retry")?.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

fn request_id(headers: &HeaderMap) -> Option<Arc<str>> {
    let ids = REQUEST_IDS.iter().filter_map(|name| text(headers, name));
    let id = ids.into_iter().find(|id| !id.is_empty())?;
    // Header text is ASCII, so any cut is a good one.
    Some(id.get(..MAX_REQUEST_ID).unwrap_or(id).into())
}

/// A header's value if it is plain text, without the white space around it.
fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}
