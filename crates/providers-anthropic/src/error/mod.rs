//! What a failure means: by its code, then its type, then its words where there is no code, then
//! its status.

mod text;

use osier_core::adapter::{Failure, mask, shown};
use osier_core::{Delivery, Error, ErrorKind, Secret};
use serde_json::Value;

/// What an answer without success status means. `key` is hidden wherever the provider quotes it.
pub(crate) fn classify(failure: &Failure<'_>, key: Option<&Secret>) -> Error {
    let body = parse(failure.body);
    let report = Report::of(&body);
    let verdict = report.verdict(failure.status);
    let kind = verdict.map_or_else(|| failure.kind_by_status(), |verdict| verdict.kind);
    let error = failure.error(kind).with_delivery(Delivery::Answered);
    report.describe(error, verdict, key)
}

/// What an error means that came where an answer was expected: in a body with status 200, or in the
/// middle of a stream. One that nobody here has heard of is a failure of the provider.
pub(crate) fn reported(body: &[u8], key: Option<&Secret>) -> Error {
    let body = parse(body);
    let report = Report::of(&body);
    let verdict = report.verdict(0);
    let kind = verdict.map_or(ErrorKind::Server, |verdict| verdict.kind);
    let error = Error::new(kind).with_delivery(Delivery::Answered);
    report.describe(error, verdict, key)
}

/// What went wrong, and which field is to blame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Verdict<'a> {
    kind: ErrorKind,
    param: Option<&'a str>,
}

/// What the provider said about a failure; empty where it said nothing.
struct Report<'a> {
    code: &'a str,
    kind: &'a str,
    message: &'a str,
}

impl<'a> Report<'a> {
    fn of(body: &'a Value) -> Self {
        let word = |path| body.pointer(path).and_then(Value::as_str).unwrap_or("");
        let message = word("/error/message");
        Self {
            code: word("/error/details/error_code"),
            kind: word("/error/type"),
            message: if message.is_empty() { word("/error") } else { message },
        }
    }

    fn verdict(&self, status: u16) -> Option<Verdict<'a>> {
        let kind = kind_by_code(self.code).map(Verdict::of);
        kind.or_else(|| match (self.kind, status) {
            // Some proxies leave the type out; the words are the provider's all the same.
            ("invalid_request_error", _) | ("", 400) => Some(text::verdict(self.message)),
            _ => kind_by_type(self.kind).map(Verdict::of),
        })
    }

    fn describe(&self, error: Error, verdict: Option<Verdict<'_>>, key: Option<&Secret>) -> Error {
        let may_be_shown = |name: &&str| *name != "?" && mask(name, key) == **name;
        let code = [self.code, self.kind].map(shown).into_iter().find(may_be_shown);
        let error = match code {
            Some(code) => error.with_code(code),
            None => error,
        };
        let error = match verdict.and_then(|verdict| verdict.param).filter(may_be_shown) {
            Some(param) => error.with_param(param),
            None => error,
        };
        if self.message.is_empty() {
            error
        } else {
            error.with_provider_message(&mask(self.message, key))
        }
    }
}

impl Verdict<'_> {
    fn of(kind: ErrorKind) -> Self {
        Self { kind, param: None }
    }
}

fn parse(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or(Value::Null)
}

fn kind_by_code(code: &str) -> Option<ErrorKind> {
    Some(match code {
        "enforced_spend_limit_reached" | "contract_spend_limit_reached" => ErrorKind::QuotaExceeded,
        "ramp_limit_exceeded" => ErrorKind::RateLimited,
        "organization_on_hold" => ErrorKind::Auth,
        // The customer's own key service is out of reach: transient.
        "cmek_key_unreachable" | "cmek_context_unavailable" => ErrorKind::Server,
        "compaction_unavailable" => ErrorKind::Overloaded,
        "available_tools_limit_exceeded"
        | "image_dimensions_too_large"
        | "request_body_too_large_after_decoding"
        | "tool_name_conflict"
        | "unsupported_charset" => ErrorKind::InvalidRequest,
        code if code.starts_with("request_body_encoding_") => ErrorKind::InvalidRequest,
        _ => return None,
    })
}

fn kind_by_type(kind: &str) -> Option<ErrorKind> {
    Some(match kind {
        "authentication_error" | "permission_error" => ErrorKind::Auth,
        "billing_error" => ErrorKind::QuotaExceeded,
        "not_found_error" => ErrorKind::ModelNotFound,
        "conflict_error" | "api_error" => ErrorKind::Server,
        "request_too_large" => ErrorKind::InvalidRequest,
        "rate_limit_error" => ErrorKind::RateLimited,
        // The provider itself gave up waiting: asking it once more would wait as long again.
        "timeout_error" => ErrorKind::Timeout,
        "overloaded_error" => ErrorKind::Overloaded,
        _ => return None,
    })
}
