//! What an error says of itself, and to whom.

use osier_core::adapter::{Failure, HeaderFacts};
use osier_core::{Adapter, Error};
use osier_providers_openai::OpenAi;

fn classify(status: u16, body: &str) -> Error {
    let headers = HeaderFacts::default();
    OpenAi::new("sk-own-key").classify(&Failure {
        status,
        headers: &headers,
        body: body.as_bytes(),
    })
}

#[test]
fn what_the_provider_said_is_kept_for_the_caller_alone() {
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
        let error = classify(400, body);
        assert_eq!(error.provider_message(), message, "{body}");
        assert!(!format!("{error} {error:?}").contains("words"), "{body}");
    }
}

#[test]
fn names_that_are_long_or_strange_are_not_shown() {
    let long = "x".repeat(65);
    for code in ["my prompt", "a\\nb", "é", "", &long, "sk-abc123"] {
        let body = format!(r#"{{"error":{{"code":"{code}","param":"{code}","message":"m"}}}}"#);
        let error = classify(400, &body);
        assert_eq!(error.code(), None, "{code}");
        if code != long {
            assert_eq!(error.param(), None, "{code}");
        }
    }
}

#[test]
fn another_key_that_looks_like_one_is_hidden_too() {
    let body = r#"{"error":{"message":"Incorrect API key provided: sk-proj-12**34. Find yours.","code":"invalid_api_key"}}"#;
    let said = "Incorrect API key provided: ***. Find yours.";
    assert_eq!(classify(401, body).provider_message(), Some(said));
}
