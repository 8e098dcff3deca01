//! What is sent, and where to.

use bytes::Bytes;
use osier_core::adapter::{Method, WireRequest};
use osier_core::{Adapter, Request};
use osier_providers_openai::OpenAi;

fn header<'a>(wire: &'a WireRequest, name: &str) -> Option<&'a str> {
    let mut found = wire.headers.iter().filter(|(known, _)| *known == name);
    let value = found.next().map(|(_, value)| value.reveal());
    assert!(found.next().is_none(), "{name} is sent twice");
    value
}

fn request() -> Request {
    Request::parse(r#"{"model":"m","messages":[],"unheard_of":{"a":1.50}}"#).expect("valid")
}

#[test]
fn a_request_is_sent_as_the_very_bytes_that_came() {
    let body = Bytes::from(format!(
        r#"{{ "model": "m", "messages": [{{"role":"user","content":"{}"}}], "unheard_of": [1.50] }}"#,
        "x".repeat(1 << 20)
    ));
    let request = Request::parse(body.clone()).expect("valid");
    let wire = OpenAi::new("k").encode(&request).expect("encoded");
    assert_eq!((wire.body.as_ptr(), wire.body.len()), (body.as_ptr(), body.len()));
    assert_eq!(
        (wire.method, &*wire.url),
        (Method::Post, "https://api.openai.com/v1/chat/completions")
    );
}

#[test]
fn the_base_url_alone_decides_where_a_request_goes() {
    for base in
        ["http://localhost:8000/v1", "http://localhost:8000/v1/", " http://localhost:8000/v1//"]
    {
        let adapter = OpenAi::compatible(base).expect("a good URL").named("vllm");
        let wire = adapter.encode(&request()).expect("encoded");
        assert_eq!(wire.url, "http://localhost:8000/v1/chat/completions");
        assert_eq!(adapter.probe().url, "http://localhost:8000/v1/models");
        assert_eq!(adapter.id(), "vllm");
    }
}

#[test]
fn a_changed_base_url_keeps_everything_else() {
    let adapter = OpenAi::new("k").project("p").named("eu");
    let adapter = adapter.base_url("https://eu.api.openai.com/v1").expect("a good URL");
    let wire = adapter.encode(&request()).expect("encoded");
    assert_eq!(wire.url, "https://eu.api.openai.com/v1/chat/completions");
    assert_eq!(header(&wire, "authorization"), Some("Bearer k"));
    assert_eq!(header(&wire, "openai-project"), Some("p"));
    assert_eq!(adapter.id(), "eu");
    assert_eq!(adapter.base_url("nowhere").expect_err("refused").field(), "base_url");
}

#[test]
fn credentials_are_sent_with_requests_and_probes_alike() {
    let adapter = OpenAi::new(" k1\n").organization("o").project("p");
    for wire in [adapter.encode(&request()).expect("encoded"), adapter.probe()] {
        assert_eq!(header(&wire, "authorization"), Some("Bearer k1"));
        assert_eq!(header(&wire, "openai-organization"), Some("o"));
        assert_eq!(header(&wire, "openai-project"), Some("p"));
    }
    assert_eq!((adapter.probe().method, adapter.probe().body.len()), (Method::Get, 0));
}

#[test]
fn without_a_key_no_credential_is_sent() {
    for adapter in [OpenAi::compatible("http://h/v1").expect("a good URL"), OpenAi::new("  ")] {
        let wire = adapter.encode(&request()).expect("encoded");
        assert!(wire.headers.is_empty(), "{:?}", wire.headers);
    }
}
