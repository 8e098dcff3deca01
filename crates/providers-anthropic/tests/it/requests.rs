//! Where requests go, and in which order they say things.

use osier_core::{Adapter, ChatRequest, Request};
use osier_providers_anthropic::{Anthropic, ApiVersion};

#[test]
fn the_wire_has_the_place_the_key_and_the_version() {
    let request = Request::parse(r#"{"model":"m","messages":[{"role":"user","content":"x"}]}"#)
        .expect("a request");
    for base in
        ["http://proxy:1/a", "http://proxy:1/a/", "http://proxy:1/a/v1", "http://proxy:1/a/v1/"]
    {
        let adapter =
            Anthropic::new("key").base_url(base).expect("a URL").version(ApiVersion::V2026_10_21);
        let (wire, probe) = (adapter.encode(&request).expect("a request"), adapter.probe());
        assert_eq!(wire.url, "http://proxy:1/a/v1/messages");
        assert_eq!(probe.url, "http://proxy:1/a/v1/models?limit=1");
        for headers in [wire.headers, probe.headers] {
            let headers: Vec<_> =
                headers.iter().map(|(name, value)| (*name, value.reveal())).collect();
            assert_eq!(headers, [("x-api-key", "key"), ("anthropic-version", "2026-10-21")]);
        }
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
    let wire = Anthropic::new("key").encode(&request).expect("a request");
    let body = String::from_utf8(wire.body.to_vec()).expect("UTF-8");
    assert!(body.contains(r#""input":{"z":1,"a":1.10}"#), "{body}");
    assert!(body.contains(r#"{"z":{},"a":{}}"#), "{body}");
}

#[test]
fn a_request_without_a_ceiling_gets_the_limit_of_its_model() {
    let table = [
        ("claude-3-haiku-20240307", 4096),
        ("claude-3-5-haiku-latest", 8192),
        ("claude-3-7-sonnet-20250219", 64_000),
        ("claude-opus-4-1", 32_000),
        ("claude-opus-4-5-20251101", 64_000),
        ("claude-sonnet-4-6", 128_000),
        ("claude-nobody-has-heard-of", 8192),
    ];
    for (model, limit) in table {
        let request: Request = ChatRequest::new(model).user("x").into();
        let ceiling = |adapter: &Anthropic| {
            let body = adapter.encode(&request).expect("a request").body;
            serde_json::from_slice::<serde_json::Value>(&body).expect("JSON")["max_tokens"].clone()
        };
        assert_eq!(ceiling(&Anthropic::new("key")), limit, "{model}");
        assert_eq!(ceiling(&Anthropic::new("key").default_max_tokens(7)), 7, "{model}");
    }
}
