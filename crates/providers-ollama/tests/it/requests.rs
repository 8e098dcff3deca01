//! Where requests go, and in which order they say things.

use osier_core::{Adapter, Request};
use osier_providers_ollama::Ollama;

fn request() -> Request {
    Request::parse(r#"{"model":"m","messages":[{"role":"user","content":"x"}]}"#)
        .expect("a request")
}

#[test]
fn the_wire_has_the_place_and_no_key_unless_one_is_given() {
    let request = request();
    for base in ["http://h:1/a", "http://h:1/a/", "http://h:1/a/api", "http://h:1/a/v1/"] {
        let adapter = Ollama::new(base).expect("a URL");
        let wire = adapter.encode(&request).expect("a request");
        assert_eq!(wire.url, "http://h:1/a/api/chat");
        assert_eq!(adapter.probe().url, "http://h:1/a/api/version");
        assert!(wire.headers.is_empty() && adapter.probe().headers.is_empty());
    }
}

#[test]
fn a_key_is_a_bearer_token() {
    let adapter = Ollama::new("https://ollama.com").expect("a URL").api_key(" k\n");
    for wire in [adapter.encode(&request()).expect("a request"), adapter.probe()] {
        let headers = wire.headers.iter().map(|(name, value)| (*name, value.reveal()));
        assert_eq!(headers.collect::<Vec<_>>(), [("authorization", "Bearer k")]);
    }
}

#[test]
fn schemas_and_arguments_keep_the_order_of_their_keys() {
    let request = Request::parse(
        r#"{"model":"m","messages":[{"role":"user","content":"x"},{"role":"assistant","tool_calls":
        [{"id":"c","type":"function","function":{"name":"f","arguments":"{\"z\":1,\"a\":1.10}"}}]}],
        "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":
        {"z":{},"a":{}}}}}]}"#,
    )
    .expect("a request");
    let wire = Ollama::new("http://local").expect("a URL").encode(&request).expect("a request");
    let body = String::from_utf8(wire.body.to_vec()).expect("UTF-8");
    assert!(body.contains(r#""arguments":{"z":1,"a":1.10}"#), "{body}");
    assert!(body.contains(r#"{"z":{},"a":{}}"#), "{body}");
}
