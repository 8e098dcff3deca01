//! When exhausted rate limits reset.

use std::time::Duration;

use http::HeaderMap;

use super::{duration, text, timestamp};

/// The longest wait among the limits of which nothing remains. A limit with something left does not
/// matter: its reset says only when it will be full again.
///
/// A reset of nothing is no wait but a word for "not known" (Azure), or a moment that has passed. As
/// a wait it would hide what the body says of one, and invite the next request at once.
pub(super) fn reset_after(headers: &HeaderMap, unix_time: Duration) -> Option<Duration> {
    let names = headers.iter().filter(|(_, remaining)| remaining.as_bytes() == b"0");
    let resets = names.filter_map(|(name, _)| reset_of(headers, name.as_str(), unix_time));
    resets.filter(|reset| !reset.is_zero()).max()
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
