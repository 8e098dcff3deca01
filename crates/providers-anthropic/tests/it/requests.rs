//! Where requests go, and in which order they say things.

use osier_core::{Adapter, Request};
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
