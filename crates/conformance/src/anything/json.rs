//! JSON made of the words an adapter looks for, in places where it does not expect them.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::Vocabulary;

/// Any JSON, of these words and names and of those that requests have.
pub fn json(vocabulary: Vocabulary) -> impl Strategy<Value = Value> {
    let words: Vec<_> = WORDS.iter().chain(vocabulary.words).copied().collect();
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..4).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        select(words).prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(key(vocabulary), inner, 0..6).prop_map(|map| json!(map)),
        ]
    })
}

/// A name of a field.
pub(super) fn key(vocabulary: Vocabulary) -> impl Strategy<Value = &'static str> + Clone {
    select(KEYS.iter().chain(vocabulary.keys).copied().collect::<Vec<_>>())
}

const WORDS: &[&str] = &[
    "text",
    "role",
    "user",
    "assistant",
    "tool",
    "system",
    "function",
    "image_url",
    "data:image/png;base64,QQ==",
    "data:,",
    "é",
    "",
    "auto",
    "none",
    "{}",
    "error",
    "stop",
    "length",
    "sk-ant-1",
];

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
    "index",
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
    "code",
    "param",
    "message",
    "refusal",
    "reasoning_content",
    "usage",
    "temperature",
    "top_k",
    "max_tokens",
];
