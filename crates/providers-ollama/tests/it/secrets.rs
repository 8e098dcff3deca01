//! Keys and content stay where they belong.

use osier_core::adapter::{Failure, HeaderFacts};
use osier_core::{Adapter, Request};
use osier_providers_ollama::Ollama;

use crate::cases;

const KEY: &str = "verysecret";

#[test]
fn the_key_is_sent_and_never_shown() {
    let adapter = Ollama::new("https://ollama.com").expect("a URL").api_key(KEY);
    let request = Request::parse(r#"{"model":"m","messages":[{"role":"user","content":"x"}]}"#);
    let wire = adapter.encode(&request.expect("a request"));
    let wire = wire.expect("a request");
    for request in [&wire, &adapter.probe()] {
        let headers = request.headers.iter().map(|(name, value)| (*name, value.reveal()));
        assert_eq!(headers.collect::<Vec<_>>(), [("authorization", "Bearer verysecret")]);
    }
    let shown = format!("{adapter:?} {wire:?} {:?}", adapter.probe());
    assert!(!shown.contains(KEY), "{shown}");
}

#[test]
fn a_key_the_server_repeats_is_masked_even_for_the_caller() {
    let body = r#"{"error":"bad key sk-verysecret!"}"#;
    let adapter = Ollama::new("http://local").expect("a URL");
    let headers = HeaderFacts::default();
    let failure = Failure { status: 401, headers: &headers, body: body.as_bytes() };
    let request = Request::empty();
    let in_answer = adapter.decode(&cases::call(&request), body.into());
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
        r#"{"model":"m","messages":[{"role":"user","content":"x"}],"stop":{"topsecret":"topsecret"}}"#,
    ];
    for json in requests {
        let request = Request::parse(json).expect("a request");
        let error = Ollama::new("http://local").expect("a URL").encode(&request).expect_err(json);
        let shown = format!("{error} {error:?} {:?}", std::error::Error::source(&error));
        assert!(!shown.contains("topsecret") && !shown.contains("top secret"), "{shown}");
    }
}
