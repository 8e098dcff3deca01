//! The turns of a conversation, as the provider demands them.

use osier_core::{Adapter, Request};
use osier_providers_anthropic::Anthropic;
use proptest::prelude::*;
use serde_json::{Value, json};

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
        let request = Request::parse(request.to_string()).expect("a request");
        let Ok(wire) = Anthropic::new("key").encode(&request) else {
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
}
