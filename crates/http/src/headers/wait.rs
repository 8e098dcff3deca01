//! How long the provider asks to be left alone.

use std::time::Duration;

use http::HeaderMap;

use super::{duration, text, timestamp};

/// `retry-after-ms`, which is the finer one, else `retry-after`: seconds, or a date.
pub(super) fn retry_after(headers: &HeaderMap, unix_time: Duration) -> Option<Duration> {
    let millis = text(headers, "retry-after-ms").and_then(|ms| duration::parse_number(ms, 1e-3));
    millis.or_else(|| {
        let value = text(headers, "retry-after")?;
        duration::parse_number(value, 1.0).or_else(|| timestamp::until_http_date(value, unix_time))
    })
}
