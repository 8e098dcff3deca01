//! A key never shows itself, not even when the provider quotes it.

use std::collections::VecDeque;

use bytes::Bytes;
use osier_core::adapter::{Call, Failure, HeaderFacts, Record};
use osier_core::{Adapter, Error, Request, StreamDecoder};
use osier_providers_openai::OpenAi;

const KEY: &str = "AKEYwithoutAnyPrefix123";

fn request() -> Request {
    Request::parse(r#"{"model":"m","messages":[]}"#).expect("valid")
}

/// Everything an error says to anybody.
fn all_of(error: &Error) -> String {
    let message = error.provider_message().unwrap_or_default();
    let (code, param) = (error.code(), error.param());
    format!("{error} {error:?} {message} {code:?} {param:?}")
}

fn echoes() -> Vec<String> {
    let quoted =
        ["{}", "Bearer {}", "key {}.", "sk-{}", "{}{}"].map(|form| form.replace("{}", KEY));
    let bodies = quoted.iter().flat_map(|text| {
        [
            format!(r#"{{"error":{{"message":"{text}","type":"{text}","code":"{text}","param":"{text}"}}}}"#),
            format!(r#"{{"error":"{text}"}}"#),
            format!(r#"{{"object":"error","message":"{text}","code":"{text}"}}"#),
        ]
    });
    bodies.collect()
}

#[test]
fn a_key_is_in_no_debug_output() {
    let adapter = OpenAi::new(KEY).organization(KEY).project(KEY);
    let wire = adapter.encode(&request()).expect("encoded");
    assert!(wire.headers.iter().any(|(_, value)| value.reveal().contains(KEY)));
    let request = request();
    let call = Call { request: &request, id: "id", unix_time: 0 };
    let decoder = adapter.decoder(&call);
    let shown = format!("{adapter:?} {wire:?} {decoder:?} {:?}", adapter.probe());
    assert!(!shown.contains(KEY), "{shown}");
}

#[test]
fn a_key_that_the_provider_quotes_is_hidden() {
    let adapter = OpenAi::new(KEY);
    let request = request();
    let call = Call { request: &request, id: "id", unix_time: 0 };
    for body in echoes() {
        let headers = HeaderFacts::default();
        let failure = Failure { status: 401, headers: &headers, body: body.as_bytes() };
        let whole = adapter.decode(&call, Bytes::from(body.clone())).expect_err("an error");
        let mut decoder = adapter.decoder(&call);
        let record = Record::data(body.clone());
        let streamed = decoder.decode(record, &mut VecDeque::new()).expect_err("an error");
        for error in [adapter.classify(&failure), whole, streamed] {
            assert!(!all_of(&error).contains(KEY), "{body}");
            assert!(error.provider_message().is_some_and(|text| text.contains("***")), "{body}");
        }
    }
}

#[test]
fn another_key_that_looks_like_one_is_hidden_too() {
    let headers = HeaderFacts::default();
    let error = OpenAi::new("k").classify(&Failure {
        status: 401,
        headers: &headers,
        body: br#"{"error":{"message":"Incorrect API key provided: sk-proj-12**34. Find yours.","code":"invalid_api_key"}}"#,
    });
    let said = error.provider_message();
    assert_eq!(said, Some("Incorrect API key provided: ***. Find yours."));
}
