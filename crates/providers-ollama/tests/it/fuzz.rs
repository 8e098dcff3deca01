//! Whatever comes, nothing panics.

use std::collections::VecDeque;

use osier_core::adapter::{Failure, HeaderFacts, Record, StreamDecoder};
use osier_core::{Adapter, Request};
use osier_providers_ollama::Ollama;
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
        "length",
        "load",
        "2026-11-22T12:00:00Z",
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
    "done",
    "done_reason",
    "created_at",
    "thinking",
    "prompt_eval_count",
    "eval_count",
    "reasoning_content",
    "refusal",
    "top_k",
    "temperature",
    "max_tokens",
];

proptest! {
    #[test]
    fn no_request_panics(fields in prop::collection::hash_map(prop::sample::select(KEYS.to_vec()), value(), 0..8), messages in prop::collection::vec(value(), 0..4)) {
        let mut request = json!(fields);
        request["model"] = json!("m");
        request["messages"] = json!(messages);
        let _ = Ollama::new("http://local").expect("a URL").encode(&cases::request(&request));
    }

    #[test]
    fn no_part_of_a_conversation_panics(parts in prop::collection::vec(value(), 0..4), calls in prop::collection::vec(value(), 0..3), tools in prop::collection::vec(value(), 0..3)) {
        let request = json!({"model": "m", "tools": tools, "messages": [
            {"role": "user", "content": parts},
            {"role": "assistant", "content": "x", "tool_calls": calls},
        ]});
        let _ = Ollama::new("http://local").expect("a URL").encode(&cases::request(&request));
    }

    #[test]
    fn no_answer_panics(body in value(), bytes in prop::collection::vec(any::<u8>(), 0..100), status in any::<u16>()) {
        let adapter = Ollama::new("http://local").expect("a URL");
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
        let mut decoder = Ollama::new("http://local").expect("a URL").decoder(&cases::call(&request));
        let mut out = VecDeque::new();
        let start = json!({"message": {"content": ""}});
        for record in std::iter::once(start).chain(records) {
            let _ = decoder.decode(Record::data(record.to_string()), &mut out);
        }
        let _ = decoder.decode(Record::data(bytes), &mut out);
        for event in out {
            prop_assert!(event.is_canonical());
        }
    }
}
