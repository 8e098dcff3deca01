//! The headers that tell what happened.

use axum::body::Body;
use http::{HeaderMap, HeaderName, HeaderValue, Response};
use osier::{Attempt, CacheUsed, Head, Level, Served};

use super::trail::{self, Answering};

/// An answer of a route without a ladder.
const UNCHANGED: Served = Served { level: Level::Full, reason: "normal" };

/// Who answered, at which level, what was tried, and whether it was a simulation. `result` is how the answer stands: a
/// streamed one has only begun.
pub(super) fn with_answer(
    mut response: Response<Body>,
    head: &Head,
    result: &'static str,
    simulated: bool,
) -> Response<Body> {
    let headers = response.headers_mut();
    let target = head.target.as_deref();
    let asked = target.filter(|_| !head.is_stored());
    let answering = asked.map(|target| Answering { target, result, took: head.took });
    with_attempts(headers, &head.attempts, answering.as_ref());
    let served = head.level.unwrap_or(UNCHANGED);
    set(headers, "x-osier-level", served.level.name());
    set(headers, "x-osier-level-reason", served.reason);
    if let Some(used) = &head.cache {
        with_cache(headers, used);
    }
    if let Some(target) = target {
        set(headers, "x-osier-target", target);
    }
    if let Some(id) = &head.upstream_id {
        set(headers, "x-osier-upstream-request-id", id);
    }
    if simulated {
        set(headers, "x-osier-simulated", "true");
    }
    response
}

/// What the cache had to do with it, and what to name to have the answer erased.
fn with_cache(headers: &mut HeaderMap, used: &CacheUsed) {
    set(headers, "x-osier-cache-status", used.status.name());
    if let Some(key) = used.key {
        set(headers, "x-osier-cache-key", &key.to_string());
    }
    if let Some(age) = used.age {
        headers.insert(http::header::AGE, HeaderValue::from(age.as_secs()));
    }
}

/// What was tried, in order.
pub(super) fn with_attempts(
    headers: &mut HeaderMap,
    failed: &[Attempt],
    answering: Option<&Answering<'_>>,
) {
    set(headers, "x-osier-attempts", &trail::line(failed, answering));
}

/// A value that cannot stand in a header is left out.
pub(super) fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}
