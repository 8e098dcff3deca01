//! One error, as HTTP and as JSON.

mod shape;

use axum::body::Body;
use http::{HeaderMap, Method, Response, StatusCode, Uri};
use osier::{Attempt, Error};
use serde_json::{Value, json};

use self::shape::Shape;
use super::{headers, request_id, respond};

/// The error as a response: a real status, an OpenAI error body, and headers that tell clients
/// whether and when to try again.
pub(super) fn response(error: &Error) -> Response<Body> {
    let shape = Shape::of(error);
    let mut response = respond::json(shape.status, json(error));
    let out = response.headers_mut();
    headers::set(out, "x-osier-attempts", &error.attempts().len().to_string());
    if let Some(wait) = shape.retry_after {
        headers::set(out, "retry-after", &wait.as_millis().div_ceil(1000).to_string());
        headers::set(out, "retry-after-ms", &wait.as_millis().to_string());
    }
    if !shape.worth_retrying {
        headers::set(out, "x-should-retry", "false");
    }
    response
}

/// The error as JSON: the body of a response, or the last record of a stream.
pub(super) fn json(error: &Error) -> String {
    let shape = Shape::of(error);
    let told = json!({
        "message": message(error, &shape),
        "type": shape.kind,
        "param": error.param(),
        "code": shape.code,
    });
    let attempts: Vec<Value> = error.attempts().iter().map(attempt).collect();
    if attempts.is_empty() {
        return json!({ "error": told }).to_string();
    }
    json!({ "error": told, "osier": { "attempts": attempts } }).to_string()
}

/// Any path the gateway does not have.
pub(super) async fn no_such_path(method: Method, uri: Uri, request: HeaderMap) -> Response<Body> {
    let message = format!("no such path: {method} {}", uri.path());
    plain(StatusCode::NOT_FOUND, &message, "unknown_url", &request)
}

/// A path the gateway has, by another method.
pub(super) async fn no_such_method(method: Method, uri: Uri, request: HeaderMap) -> Response<Body> {
    let message = format!("{} does not answer to {method}", uri.path());
    plain(StatusCode::METHOD_NOT_ALLOWED, &message, "method_not_allowed", &request)
}

/// An error that concerns no provider.
pub(super) fn plain(
    status: StatusCode,
    message: &str,
    code: &str,
    request: &HeaderMap,
) -> Response<Body> {
    let error =
        json!({ "message": message, "type": "invalid_request_error", "param": null, "code": code });
    let response = respond::json(status, json!({ "error": error }).to_string());
    headers::with_request_id(response, &request_id::request_id(request))
}

/// What the provider said is shown where it tells the caller what to change; elsewhere it is noise,
/// or tells of our credentials.
fn message(error: &Error, shape: &Shape) -> String {
    let own = error.to_string();
    let told = match error.provider_message().filter(|_| shape.callers_fault) {
        Some(words) => format!("{own}. The provider says: {words}"),
        None => own,
    };
    match tried(error.attempts()) {
        Some(tried) => format!("{told}. Tried: {tried}"),
        None => told,
    }
}

fn tried(attempts: &[Attempt]) -> Option<String> {
    let line = |attempt: &Attempt| format!("{} ({})", attempt.target, attempt.kind.name());
    let lines: Vec<String> = attempts.iter().map(line).collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

fn attempt(attempt: &Attempt) -> Value {
    json!({
        "target": &*attempt.target,
        "error": attempt.kind.name(),
        "status": attempt.status,
        "code": attempt.code.as_deref(),
        "started_ms": millis(attempt.started),
        "took_ms": millis(attempt.took),
    })
}

fn millis(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
