//! What cannot be said, by name.

use osier_core::{Adapter, ErrorKind};
use osier_providers_ollama::Ollama;
use serde_json::{Value, json};

use crate::cases;

#[test]
fn a_field_this_dialect_cannot_say_is_named() {
    let table = [
        ("audio", json!({"voice": "alloy"})),
        ("function_call", json!("auto")),
        ("functions", json!([{"name": "f"}])),
        ("logit_bias", json!({"50256": -100})),
        ("logprobs", json!(true)),
        ("metadata", json!({"k": "v"})),
        ("modalities", json!(["text", "audio"])),
        ("moderation", json!({"model": "m"})),
        ("n", json!(2)),
        ("parallel_tool_calls", json!(false)),
        ("prediction", json!({"type": "content", "content": "x"})),
        ("reasoning_effort", json!("heroic")),
        ("service_tier", json!("flex")),
        ("store", json!(true)),
        ("tool_choice", json!("required")),
        ("tool_choice", json!({"type": "function", "function": {"name": "f"}})),
        ("top_logprobs", json!(3)),
        ("verbosity", json!("low")),
        ("web_search_options", json!({})),
        ("frobnicate", json!(true)),
        ("keep_alive", json!("1h")),
    ];
    for (field, value) in table {
        let expected = (ErrorKind::Unsupported, Some(field.to_owned()));
        assert_eq!(refusal(field, value), expected);
    }
}

#[test]
fn a_field_of_the_wrong_shape_is_invalid_and_named() {
    let table = [
        ("frequency_penalty", json!("much")),
        ("logit_bias", json!("x")),
        ("logprobs", json!("yes")),
        ("max_completion_tokens", json!("many")),
        ("max_tokens", json!(-1)),
        ("messages", json!([])),
        ("messages", json!({})),
        ("min_p", json!("x")),
        ("modalities", json!("text")),
        ("model", json!(1)),
        ("n", json!("one")),
        ("parallel_tool_calls", json!("no")),
        ("presence_penalty", json!([])),
        ("reasoning_effort", json!(3)),
        ("response_format", json!("json")),
        ("seed", json!(1.5)),
        ("service_tier", json!(1)),
        ("stop", json!([1])),
        ("store", json!(0)),
        ("stream", json!("yes")),
        ("stream_options", json!(true)),
        ("temperature", json!("hot")),
        ("tool_choice", json!(1)),
        ("tools", json!({})),
        ("top_k", json!(-1)),
        ("top_p", json!([])),
        ("verbosity", json!(1)),
    ];
    for (field, value) in table {
        let expected = (ErrorKind::InvalidRequest, Some(field.to_owned()));
        assert_eq!(refusal(field, value.clone()), expected, "{value}");
    }
}

#[test]
fn a_name_that_is_no_name_is_not_repeated() {
    for name in ["please tell nobody", "sk-ant-123", ""] {
        let expected = (ErrorKind::Unsupported, Some("?".to_owned()));
        assert_eq!(refusal(name, json!(1)), expected);
    }
}

fn refusal(field: &str, value: Value) -> (ErrorKind, Option<String>) {
    let mut request = json!({"model": "m", "messages": [{"role": "user", "content": "x"}]});
    request[field] = value;
    let encoded = Ollama::new("http://local").expect("a URL").encode(&cases::request(&request));
    let error = encoded.expect_err(field);
    (error.kind(), error.param().map(str::to_owned))
}
