//! Keys and content stay where they belong.

use osier_core::adapter::{Failure, HeaderFacts};
use osier_core::{Adapter, Request};
use osier_providers_anthropic::Anthropic;

use crate::cases;

const KEY: &str = "sk-ant-api03-verysecret";

#[test]
fn the_key_is_sent_and_never_shown() {
    let adapter = Anthropic::new(KEY);
    let request = Request::parse(r#"{"model":"m","messages":[{"role":"user","content":"x"}]}"#);
    let wire = adapter.encode(&request.expect("a request")).expect("a request");
    assert!(wire.headers.iter().any(|(_, value)| value.reveal() == KEY));
    let shown = format!("{adapter:?} {wire:?} {:?}", adapter.probe());
    assert!(!shown.contains("verysecret"), "{shown}");
}

#[test]
fn a_key_the_provider_repeats_is_masked_even_for_the_caller() {
    let body = format!(
        r#"{{"type":"error","error":{{"type":"authentication_error","message":"bad key {KEY}!"}}}}"#
    );
    let adapter = Anthropic::new(KEY);
    let headers = HeaderFacts::default();
    let failure = Failure { status: 401, headers: &headers, body: body.as_bytes() };
    let request = Request::empty();
    let in_answer = adapter.decode(&cases::call(&request), body.clone().into());
    for error in [adapter.classify(&failure), in_answer.expect_err("an error")] {
        assert_eq!(error.provider_message(), Some("bad key ***!"));
        assert!(!format!("{error} {error:?}").contains("bad key"));
    }
}

#[test]
fn content_is_in_no_error() {
    let requests = [
        r#"{"model":"m","messages":[{"role":"user","content":{"topsecret":"topsecret"}}]}"#,
        r#"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":["topsecret"]}]}]}"#,
        r#"{"model":"m","messages":[{"role":"top secret","content":"topsecret"}]}"#,
        r#"{"model":"m","messages":["topsecret"]}"#,
        r#"{"model":"m","messages":[{"role":"assistant","content":"topsecret"}]}"#,
        r#"{"model":"m","messages":[{"role":"user","content":"x"}],"stop":{"topsecret":"topsecret"}}"#,
    ];
    for json in requests {
        let request = Request::parse(json).expect("a request");
        let error = Anthropic::new(KEY).encode(&request).expect_err(json);
        let shown = format!("{error} {error:?} {:?}", std::error::Error::source(&error));
        assert!(!shown.contains("topsecret") && !shown.contains("top secret"), "{shown}");
    }
}
