//! Requests of the dialect, and what goes over the wire for them.

use osier_core::Adapter;
use osier_providers_anthropic::{Anthropic, ApiVersion};
use serde::Deserialize;
use serde_json::Value;

use crate::cases::{self, Failed};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    about: String,
    #[serde(default)]
    version: Option<String>,
    request: Value,
    #[serde(flatten)]
    expected: Expected,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Expected {
    Wire(Value),
    Error(Failed),
}

#[test]
fn every_request_is_written_as_the_golden_files_say() {
    for (name, case) in cases::all::<Case>("requests") {
        let about = format!("{name}: {}", case.about);
        let result = adapter(case.version.as_deref()).encode(&cases::request(&case.request));
        match (result, case.expected) {
            (Ok(wire), Expected::Wire(expected)) => {
                let body: Value = serde_json::from_slice(&wire.body).expect("JSON");
                assert_eq!(body, expected, "{about}");
            }
            (Err(error), Expected::Error(expected)) => {
                assert_eq!(Failed::of(&error), expected, "{about}");
            }
            (Ok(wire), Expected::Error(_)) => panic!("{about}: written as {:?}", wire.body),
            (Err(error), Expected::Wire(_)) => panic!("{about}: {error}"),
        }
    }
}

#[test]
fn the_wire_has_the_place_the_key_and_the_version() {
    let request = cases::request(&serde_json::json!({
        "model": "m", "messages": [{"role": "user", "content": "x"}],
    }));
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
    let request = osier_core::Request::parse(
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

fn adapter(version: Option<&str>) -> Anthropic {
    let adapter = Anthropic::new("key").default_max_tokens(777);
    match version {
        None | Some("2023-06-01") => adapter,
        Some("2026-10-21") => adapter.version(ApiVersion::V2026_10_21),
        Some(other) => panic!("no such version: {other}"),
    }
}
