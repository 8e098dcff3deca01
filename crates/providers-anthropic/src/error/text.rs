//! What the words of an `invalid_request_error` mean, where there is no code to go by.

#[cfg(test)]
mod tests;

use osier_core::ErrorKind;
use osier_core::adapter::{is_context_overflow, shown};

use super::Verdict;

const QUOTA: [&str; 1] = ["credit balance is too low"];

const POLICY: [&str; 1] = ["output blocked by content filtering policy"];

/// Words by which the provider rejects a field it knows.
const REJECTED: [&str; 5] = [
    "not supported",
    "does not support",
    "is deprecated for this model",
    "cannot both be specified",
    "may only be set to",
];

/// Words by which it rejects an answer that is begun for it.
const BEGUN: [&str; 2] = ["prefill", "final assistant content"];

/// Fields that some models reject, by the names callers know them by.
const FIELDS: [(&str, &str); 7] = [
    ("temperature", "temperature"),
    ("top_p", "top_p"),
    ("top_k", "top_k"),
    ("output_config.format", "response_format"),
    ("thinking", "reasoning_effort"),
    ("effort", "reasoning_effort"),
    ("stop_sequences", "stop"),
];

/// What the message means; `None` if it is not understood.
pub(super) fn verdict(message: &str) -> Option<Verdict<'_>> {
    let words = message.to_ascii_lowercase();
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| words.contains(phrase));
    let usage_limits = says(&["you have reached your specified"]) && says(&["usage limits"]);
    if is_context_overflow(message) {
        Some(Verdict::of(ErrorKind::ContextLength))
    } else if says(&QUOTA) || usage_limits {
        Some(Verdict::of(ErrorKind::QuotaExceeded))
    } else if says(&POLICY) {
        Some(Verdict::of(ErrorKind::ContentPolicy))
    } else if says(&["extra inputs are not permitted"]) {
        Some(rejected(extra_input(message)))
    } else if says(&BEGUN) {
        Some(rejected(Some("messages")))
    } else if says(&REJECTED) {
        named(&words).map(|param| rejected(Some(param)))
    } else {
        None
    }
}

fn rejected(param: Option<&str>) -> Verdict<'_> {
    let kind = ErrorKind::UnsupportedParameter;
    Verdict { kind, param }
}

/// The field in front of the colon: `temperature: Extra inputs are not permitted`.
fn extra_input(message: &str) -> Option<&str> {
    let (field, _) = message.split_once(':')?;
    let field = field.trim();
    (shown(field) == field).then(|| named(field).unwrap_or(field))
}

fn named(words: &str) -> Option<&'static str> {
    let field = FIELDS.iter().find(|(name, _)| words.contains(name));
    field.map(|(_, param)| *param)
}
