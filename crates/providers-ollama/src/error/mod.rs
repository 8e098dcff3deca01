//! What a failure means: the server has no codes, so its status counts, and its words where a status
//! means several things.

mod text;

use osier_core::adapter::{Failure, mask};
use osier_core::{Delivery, Error, ErrorKind, Secret};
use serde_json::Value;

/// What an answer without success status means. `key` is hidden wherever the server quotes it.
pub(crate) fn classify(failure: &Failure<'_>, key: Option<&Secret>) -> Error {
    let body = parse(failure.body);
    let message = message(&body);
    let told_apart_by_words = matches!(failure.status, 400 | 413 | 500);
    let verdict = text::verdict(message).filter(|_| told_apart_by_words);
    let kind = failure.kind(verdict.map(|verdict| verdict.kind));
    describe(failure.error(kind), verdict, message, key)
}

/// What an error means that came where an answer was expected: in a body with status 200, or as a
/// line of a stream. Of one that nobody here has heard of nobody knows whether it would come again:
/// the request goes elsewhere.
pub(crate) fn reported(body: &[u8], key: Option<&Secret>) -> Error {
    let body = parse(body);
    let message = message(&body);
    let verdict = text::verdict(message);
    let kind = verdict.map_or(ErrorKind::Overloaded, |verdict| verdict.kind);
    describe(Error::new(kind), verdict, message, key)
}

/// What went wrong, and which field is to blame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Verdict {
    kind: ErrorKind,
    param: Option<&'static str>,
}

fn describe(error: Error, verdict: Option<Verdict>, message: &str, key: Option<&Secret>) -> Error {
    let error = error.with_delivery(Delivery::Answered);
    let error = match verdict.and_then(|verdict| verdict.param) {
        Some(param) => error.with_param(param),
        None => error,
    };
    if message.is_empty() { error } else { error.with_provider_message(&mask(message, key)) }
}

fn parse(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or(Value::Null)
}

/// `{"error":"…"}`; proxies in front may nest it.
fn message(body: &Value) -> &str {
    let word = |path| body.pointer(path).and_then(Value::as_str);
    word("/error").or_else(|| word("/error/message")).unwrap_or("")
}
