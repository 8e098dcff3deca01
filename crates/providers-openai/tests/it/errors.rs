//! Every row of the error tables, and what an error says of itself.

use std::time::Duration;

use osier_core::adapter::{ContentType, Failure, HeaderFacts};
use osier_core::{Adapter, Delivery, Error};
use osier_providers_openai::OpenAi;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::golden::{Expected, bytes_of, cases};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    status: u16,
    headers: Headers,
    body: Box<RawValue>,
    expect: Expected,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Headers {
    retry_after_ms: Option<u64>,
    reset_after_ms: Option<u64>,
    should_retry: Option<bool>,
    html: bool,
}

impl Headers {
    fn facts(&self) -> HeaderFacts {
        HeaderFacts {
            retry_after: self.retry_after_ms.map(Duration::from_millis),
            reset_after: self.reset_after_ms.map(Duration::from_millis),
            should_retry: self.should_retry,
            request_id: None,
            content_type: if self.html { ContentType::Html } else { ContentType::Json },
        }
    }
}

fn classify(status: u16, headers: &HeaderFacts, body: &str) -> Error {
    OpenAi::new("sk-own-key").classify(&Failure { status, headers, body: body.as_bytes() })
}

#[test]
fn every_row_of_the_error_tables_is_understood() {
    for case in cases::<Case>("errors") {
        let body = bytes_of(&case.body);
        let error = classify(case.status, &case.headers.facts(), &body);
        assert_eq!(Expected::of(&error), case.expect, "{}", case.name);
        assert_eq!(error.status(), Some(case.status), "{}", case.name);
        assert_eq!(error.delivery(), Delivery::Answered, "{}", case.name);
    }
}

#[test]
fn what_the_provider_said_is_kept_for_the_caller_alone() {
    let none = HeaderFacts::default();
    let table = [
        (r#"{"error":{"message":"my words","type":"x"}}"#, Some("my words")),
        (r#"{"error":"my words"}"#, Some("my words")),
        (r#"{"object":"error","message":"my words"}"#, Some("my words")),
        (r#"{"statusCode":400,"message":"my words"}"#, Some("my words")),
        (r#"{"detail":"my words"}"#, Some("my words")),
        (r#"{"detail":[{"loc":["body"],"msg":"my words"}]}"#, Some("my words")),
        (r#"[{"error":{"message":"my words"}}]"#, Some("my words")),
        ("my words\n", Some("my words")),
        ("<html>my words</html>", None),
        (r#"{"error":{"message":"my wor"#, None),
        ("", None),
    ];
    for (body, message) in table {
        let error = classify(400, &none, body);
        assert_eq!(error.provider_message(), message, "{body}");
        assert!(!format!("{error} {error:?}").contains("words"), "{body}");
    }
}

#[test]
fn names_that_are_long_or_strange_are_not_shown() {
    let none = HeaderFacts::default();
    let long = "x".repeat(65);
    for code in ["my prompt", "a\\nb", "é", "", &long, "sk-abc123"] {
        let body = format!(r#"{{"error":{{"code":"{code}","param":"{code}","message":"m"}}}}"#);
        let error = classify(400, &none, &body);
        assert_eq!(error.code(), None, "{code}");
        if code != long {
            assert_eq!(error.param(), None, "{code}");
        }
    }
}

#[test]
fn advice_on_retries_is_heard_unless_the_cause_is_known() {
    let facts =
        |should_retry| HeaderFacts { should_retry: Some(should_retry), ..HeaderFacts::default() };
    let unknown = r#"{"error":{"message":"?","type":"invalid_request_error","code":null}}"#;
    let known = r#"{"error":{"message":"?","code":"invalid_value"}}"#;
    let table = [
        (500, unknown, false, "overloaded"),
        (429, unknown, false, "overloaded"),
        (503, unknown, false, "overloaded"),
        (400, unknown, true, "server"),
        (400, known, true, "invalid_request"),
        (401, unknown, true, "auth"),
        (500, unknown, true, "server"),
    ];
    for (status, body, advice, kind) in table {
        let error = classify(status, &facts(advice), body);
        assert_eq!(error.kind().name(), kind, "{status} {advice} {body}");
    }
    let waits = HeaderFacts { retry_after: Some(Duration::from_secs(3)), ..facts(false) };
    assert_eq!(classify(429, &waits, unknown).kind().name(), "rate_limited");
}
