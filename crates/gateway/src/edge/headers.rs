//! The headers that tell what happened.

use axum::body::Body;
use http::{HeaderMap, HeaderName, HeaderValue, Response};
use osier::{Attempt, Head};

/// Who answered, after how many attempts, and whether it was a simulation.
pub(super) fn with_answer(
    mut response: Response<Body>,
    head: &Head,
    simulated: bool,
) -> Response<Body> {
    let headers = response.headers_mut();
    set(headers, "x-osier-attempts", &(made(&head.attempts) + 1).to_string());
    if let Some(target) = &head.target {
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

/// How many attempts were made; targets that were passed over are told of, and not counted.
pub(super) fn made(attempts: &[Attempt]) -> usize {
    attempts.iter().filter(|attempt| attempt.was_made()).count()
}

/// A value that cannot stand in a header is left out.
pub(super) fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}
