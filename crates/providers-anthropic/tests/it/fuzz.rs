//! Whatever comes, nothing panics.

use std::collections::VecDeque;

use osier_core::adapter::{Failure, HeaderFacts, Record, StreamDecoder};
use osier_core::{Adapter, Request};
use osier_providers_anthropic::Anthropic;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::cases;

/// JSON made of the words the adapter looks for, in places where it does not expect them.
fn value() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "text",
        "type",
        "role",
        "user",
        "assistant",
        "tool",
        "system",
        "function",
        "name",
        "content",
        "image_url",
        "url",
        "data:image/png;base64,QQ==",
        "data:,",
        "é",
        "",
        "auto",
        "none",
        "{}",
        "error",
        "message_start",
        "content_block_start",
        "content_block_delta",
        "message_delta",
        "message_stop",
        "text_delta",
        "input_json_delta",
        "tool_use",
        "thinking",
        "refusal",
        "sk-ant-1",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    let keys = prop::sample::select(KEYS.to_vec());
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(keys.clone(), inner, 0..6).prop_map(|map| json!(map)),
        ]
    })
}

const KEYS: &[&str] = &[
    "type",
    "role",
    "content",
    "text",
    "image_url",
    "url",
    "tool_calls",
    "tool_call_id",
    "id",
    "function",
    "name",
    "arguments",
    "parameters",
    "model",
    "messages",
    "tools",
    "tool_choice",
    "stop",
    "stream",
    "response_format",
    "json_schema",
    "schema",
    "user",
    "error",
    "message",
    "details",
    "error_code",
    "index",
    "delta",
    "content_block",
    "stop_reason",
    "stop_details",
    "explanation",
    "usage",
    "input_tokens",
    "output_tokens",
    "thinking",
    "partial_json",
    "input",
    "refusal",
    "temperature",
    "max_tokens",
];

/// A message as clients send them.
fn message() -> impl Strategy<Value = Value> {
    let call = json!([{"id": "c", "type": "function", "function": {"name": "f", "arguments": ""}}]);
    let roles = prop::sample::select(vec!["system", "user", "assistant", "tool", "calls"]);
    let words = prop::sample::select(vec!["", " ", "hello", "\n"]);
    (roles, words).prop_map(move |(role, words)| match role {
        "tool" => json!({"role": role, "content": words, "tool_call_id": "c"}),
        "calls" => json!({"role": "assistant", "content": words, "tool_calls": call}),
        _ => json!({"role": role, "content": [{"type": "text", "text": words}]}),
    })
}

proptest! {
    #[test]
    fn turns_alternate_say_something_and_begin_with_results(messages in prop::collection::vec(message(), 1..12)) {
        let request = json!({"model": "m", "messages": messages});
        let Ok(wire) = Anthropic::new("key").encode(&cases::request(&request)) else {
            return Ok(());
        };
        let body: Value = serde_json::from_slice(&wire.body).expect("JSON");
        let mut speakers = ["user", "assistant"].into_iter().cycle();
        for turn in body["messages"].as_array().expect("turns") {
            prop_assert_eq!(turn["role"].as_str(), speakers.next());
            let content = turn["content"].as_array().expect("blocks");
            let is_result = |block: &Value| block["type"] == "tool_result";
            prop_assert!(!content.is_empty());
            prop_assert!(content.is_sorted_by_key(|block| !is_result(block)));
        }
    }

    #[test]
    fn no_request_panics(fields in prop::collection::hash_map(prop::sample::select(KEYS.to_vec()), value(), 0..8), messages in prop::collection::vec(value(), 0..4)) {
        let mut request = json!(fields);
        request["model"] = json!("m");
        request["messages"] = json!(messages);
        let _ = Anthropic::new("key").encode(&cases::request(&request));
    }

    #[test]
    fn no_part_of_a_conversation_panics(parts in prop::collection::vec(value(), 0..4), calls in prop::collection::vec(value(), 0..3), tools in prop::collection::vec(value(), 0..3)) {
        let request = json!({"model": "m", "tools": tools, "messages": [
            {"role": "user", "content": parts},
            {"role": "assistant", "content": "x", "tool_calls": calls},
        ]});
        let _ = Anthropic::new("key").encode(&cases::request(&request));
    }

    #[test]
    fn no_answer_panics(body in value(), bytes in prop::collection::vec(any::<u8>(), 0..100), status in any::<u16>()) {
        let adapter = Anthropic::new("key");
        let request = Request::empty();
        let headers = HeaderFacts::default();
        for body in [body.to_string().into_bytes(), bytes] {
            let _ = adapter.classify(&Failure { status, headers: &headers, body: &body });
            let _ = adapter.decode(&cases::call(&request), body.into());
        }
    }

    #[test]
    fn no_stream_panics(records in prop::collection::vec(value(), 0..12), bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let request = cases::request(&json!({"stream_options": {"include_usage": true}}));
        let mut decoder = Anthropic::new("key").decoder(&cases::call(&request));
        let mut out = VecDeque::new();
        let start = json!({"type": "message_start", "message": {"id": "msg_1"}});
        for record in std::iter::once(start).chain(records) {
            let _ = decoder.decode(Record::data(record.to_string()), &mut out);
        }
        let _ = decoder.decode(Record::data(bytes), &mut out);
        for event in out {
            prop_assert!(event.is_canonical());
        }
    }
}
