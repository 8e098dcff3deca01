//! What cannot be said, by name.

use osier_core::{Adapter, ErrorKind};
use osier_providers_anthropic::{Anthropic, ApiVersion};
use serde_json::{Value, json};

use crate::cases;

#[test]
fn a_field_this_dialect_cannot_say_is_named() {
    let table = [
        ("audio", json!({"voice": "alloy"})),
        ("frequency_penalty", json!(0.5)),
        ("function_call", json!("auto")),
        ("functions", json!([{"name": "f"}])),
        ("logit_bias", json!({"50256": -100})),
        ("logprobs", json!(true)),
        ("metadata", json!({"k": "v"})),
        ("modalities", json!(["text", "audio"])),
        ("moderation", json!({"model": "m"})),
        ("n", json!(2)),
        ("prediction", json!({"type": "content", "content": "x"})),
        ("presence_penalty", json!(-1)),
        ("reasoning_effort", json!("heroic")),
        ("seed", json!(7)),
        ("service_tier", json!("flex")),
        ("store", json!(true)),
        ("tool_choice", json!("sometimes")),
        ("top_logprobs", json!(3)),
        ("verbosity", json!("low")),
        ("web_search_options", json!({})),
        ("frobnicate", json!(true)),
        ("thinking", json!({"type": "adaptive"})),
    ];
    for (field, value) in table {
        assert_eq!(refusal(field, value), (ErrorKind::Unsupported, Some(field.to_owned())));
    }
}

#[test]
fn under_the_newer_version_sampling_cannot_be_said() {
    for (field, value) in [("temperature", json!(0.2)), ("top_p", json!(0.9)), ("top_k", json!(40))]
    {
        let adapter = Anthropic::new("key").version(ApiVersion::V2026_10_21);
        let error = adapter.encode(&cases::request(&with(field, value))).expect_err("refused");
        assert_eq!((error.kind(), error.param()), (ErrorKind::Unsupported, Some(field)));
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
        ("modalities", json!("text")),
        ("model", json!(1)),
        ("n", json!("one")),
        ("parallel_tool_calls", json!("no")),
        ("reasoning_effort", json!(3)),
        ("response_format", json!("json")),
        ("safety_identifier", json!(1)),
        ("service_tier", json!(1)),
        ("stop", json!([1])),
        ("store", json!(0)),
        ("stream", json!("yes")),
        ("stream_options", json!(true)),
        ("temperature", json!("hot")),
        ("tool_choice", json!("required")),
        ("tools", json!({})),
        ("top_k", json!(-1)),
        ("top_p", json!([])),
        ("user", json!({})),
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
        assert_eq!(refusal(name, json!(1)), (ErrorKind::Unsupported, Some("?".to_owned())));
    }
}

fn refusal(field: &str, value: Value) -> (ErrorKind, Option<String>) {
    let request = cases::request(&with(field, value));
    let error = Anthropic::new("key").encode(&request).expect_err(field);
    (error.kind(), error.param().map(str::to_owned))
}

fn with(field: &str, value: Value) -> Value {
    let mut request = json!({"model": "m", "messages": [{"role": "user", "content": "x"}]});
    request[field] = value;
    request
}
