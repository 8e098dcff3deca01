//! Requests of the dialect, and what goes over the wire for them.

use osier_core::Adapter;
use osier_providers_ollama::Ollama;
use serde::Deserialize;
use serde_json::Value;

use crate::cases::{self, Failed};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    about: String,
    #[serde(default)]
    context: Option<u32>,
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
        let result = adapter(case.context).encode(&cases::request(&case.request));
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
fn the_wire_has_the_place_and_no_key_unless_one_is_given() {
    let request = cases::request(&serde_json::json!({
        "model": "m", "messages": [{"role": "user", "content": "x"}],
    }));
    for base in ["http://h:1/a", "http://h:1/a/", "http://h:1/a/api", "http://h:1/a/v1/"] {
        let adapter = Ollama::new(base).expect("a URL");
        let wire = adapter.encode(&request).expect("a request");
        assert_eq!(wire.url, "http://h:1/a/api/chat");
        assert_eq!(adapter.probe().url, "http://h:1/a/api/version");
        assert!(wire.headers.is_empty() && adapter.probe().headers.is_empty());
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
    let wire = Ollama::new("http://local").expect("a URL").encode(&request).expect("a request");
    let body = String::from_utf8(wire.body.to_vec()).expect("UTF-8");
    assert!(body.contains(r#""arguments":{"z":1,"a":1.10}"#), "{body}");
    assert!(body.contains(r#"{"z":{},"a":{}}"#), "{body}");
}

fn adapter(context: Option<u32>) -> Ollama {
    let adapter = Ollama::new("http://local").expect("a URL");
    context.map_or(adapter.clone(), |tokens| adapter.context(tokens))
}
