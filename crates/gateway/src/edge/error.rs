//! One error, as HTTP and as JSON.

mod shape;

use axum::body::Body;
use http::Response;
use osier::{Attempt, Error};
use serde::Serialize;

use self::shape::Shape;
use super::{headers, respond};

/// The error as a response: a real status, an OpenAI error body, and headers that tell clients
/// whether and when to try again.
pub(super) fn response(error: &Error) -> Response<Body> {
    let shape = Shape::of(error);
    let mut response = respond::json(shape.status, shape.json(error));
    let out = response.headers_mut();
    headers::with_attempts(out, error.attempts(), None);
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
    Shape::of(error).json(error)
}

impl Shape {
    fn json(&self, error: &Error) -> String {
        let message = message(error, self);
        let told =
            Told { message: &message, kind: self.kind, param: error.param(), code: &self.code };
        told.to_json(error.attempts())
    }
}

/// An error as it is written, in the order in which people read it.
#[derive(Serialize)]
pub(super) struct Told<'a> {
    pub(super) message: &'a str,
    #[serde(rename = "type")]
    pub(super) kind: &'a str,
    pub(super) param: Option<&'a str>,
    pub(super) code: &'a str,
}

impl Told<'_> {
    /// The whole body: the error, and what was tried.
    pub(super) fn to_json(&self, attempts: &[Attempt]) -> String {
        let attempts: Vec<TriedAttempt<'_>> = attempts.iter().map(TriedAttempt::of).collect();
        let osier = (!attempts.is_empty()).then_some(Osier { attempts });
        // Strings and numbers always have a JSON form.
        serde_json::to_string(&Envelope { error: self, osier }).unwrap_or_default()
    }
}

#[derive(Serialize)]
struct Envelope<'a> {
    error: &'a Told<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    osier: Option<Osier<'a>>,
}

#[derive(Serialize)]
struct Osier<'a> {
    attempts: Vec<TriedAttempt<'a>>,
}

#[derive(Serialize)]
struct TriedAttempt<'a> {
    target: &'a str,
    error: &'static str,
    status: Option<u16>,
    code: Option<&'a str>,
    started_ms: u64,
    took_ms: u64,
}

impl<'a> TriedAttempt<'a> {
    fn of(attempt: &'a Attempt) -> Self {
        Self {
            target: &attempt.target,
            error: attempt.kind.name(),
            status: attempt.status,
            code: attempt.code.as_deref(),
            started_ms: millis(attempt.started),
            took_ms: millis(attempt.took),
        }
    }
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

fn millis(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
