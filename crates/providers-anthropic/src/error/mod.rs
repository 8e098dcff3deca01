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
    let verdict = report.verdict(Some(failure.status));
    let kind = failure.kind(verdict.map(|verdict| verdict.kind));
    let error = failure.error(kind).with_delivery(Delivery::Answered);
    report.describe(error, verdict, key)
}

/// What an error means that came where an answer was expected: in a body with status 200, or in the
/// middle of a stream. Of one that nobody here has heard of nobody knows whether it would come again:
/// the request goes elsewhere.
pub(crate) fn reported(body: &[u8], key: Option<&Secret>) -> Error {
    let body = parse(body);
    let report = Report::of(&body);
    let verdict = report.verdict(None);
    // What is wrong with the request is so everywhere, also where neither code nor words say what.
    let wrong = (report.kind == "invalid_request_error").then_some(ErrorKind::InvalidRequest);
    let kind = verdict.map(|verdict| verdict.kind).or(wrong).unwrap_or(ErrorKind::Overloaded);
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

    /// What code, type and words say; `None` leaves it to the status, if there is one.
    fn verdict(&self, status: Option<u16>) -> Option<Verdict<'a>> {
        let kind = kind_by_code(self.code).or_else(|| kind_by_type(self.kind)).map(Verdict::of);
        kind.or_else(|| self.may_be_read(status).then(|| text::verdict(self.message))?)
    }

    /// Whether the words may decide: only where there is no code, and only those about a request.
    fn may_be_read(&self, status: Option<u16>) -> bool {
        let about_the_request = match self.kind {
            "invalid_request_error" => true,
            // Some proxies leave the type out; the words are the provider's all the same.
            "" => status == Some(400),
            _ => false,
        };
        // These statuses say it all; their texts may quote anything.
        let says_all = matches!(status, Some(401 | 403 | 404));
        self.code.is_empty() && about_the_request && !says_all
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
