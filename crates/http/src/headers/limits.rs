//! When exhausted rate limits reset.

use std::time::Duration;

use http::HeaderMap;

use super::{duration, text, timestamp};

/// The longest wait among the limits of which nothing remains. A limit with something left does not
/// matter: its reset says only when it will be full again.
pub(super) fn reset_after(headers: &HeaderMap, unix_time: Duration) -> Option<Duration> {
    let names = headers.iter().filter(|(_, remaining)| remaining.as_bytes() == b"0");
    names.filter_map(|(name, _)| reset_of(headers, name.as_str(), unix_time)).max()
}

/// The reset that belongs to a header which says what remains.
fn reset_of(headers: &HeaderMap, remaining: &str, unix_time: Duration) -> Option<Duration> {
    if let Some(limit) = remaining.strip_prefix("x-ratelimit-remaining-") {
        return duration::parse(text(headers, &format!("x-ratelimit-reset-{limit}"))?);
    }
    let limit = remaining.strip_prefix("anthropic-ratelimit-")?.strip_suffix("-remaining")?;
    let reset = text(headers, &format!("anthropic-ratelimit-{limit}-reset"))?;
    timestamp::until_rfc3339(reset, unix_time)
}
