//! Conversations that nobody chose.

use osier_conformance::Vocabulary;
use osier_conformance::anything;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// A user begins; then anybody says anything, in any order.
pub(super) fn conversation() -> impl Strategy<Value = Vec<Value>> {
    let message = prop_oneof![
        4 => user(),
        3 => said_by(select(vec!["system", "developer"]), text().prop_map(Value::from).boxed()),
        4 => said_by(Just("assistant"), content(false)),
        6 => calling(),
        6 => result(),
        1 => old_call(),
        1 => old_result(),
    ];
    (user(), prop::collection::vec(message, 0..10))
        .prop_map(|(first, rest)| [vec![first], rest].concat())
}

/// Messages with the members they should have, and anything in them.
pub(super) fn anything() -> impl Strategy<Value = Vec<Value>> {
    let roles = ["user", "assistant", "tool", "function", "system"];
    let role = prop_oneof![9 => select(roles.to_vec()).prop_map(Value::from), 1 => any_json()];
    let list = prop::collection::vec(any_json(), 0..3).prop_map(Value::from);
    let call = prop_oneof![3 => Just(Value::Null), 1 => any_json(), 2 => list];
    let content = prop_oneof![2 => content(true), 1 => any_json()];
    let message = prop_oneof![
        9 => (role, content, call, any_json(), identity()).prop_map(|(role, content, calls, function, id)| {
            let noise = if id == "1" { function } else { Value::Null };
            json!({
                "role": role, "content": content, "tool_calls": calls, "function_call": noise,
                "tool_call_id": id,
            })
        }),
        2 => user(),
        2 => calling(),
        1 => any_json(),
    ];
    prop::collection::vec(message, 0..6)
}

fn any_json() -> BoxedStrategy<Value> {
    let keys = &["custom", "input", "function_call", "tool_calls", "image_url"];
    let words = &["function", "tool", "custom", "[", "\\"];
    anything::json(Vocabulary { opening: "", keys, words }).boxed()
}

fn user() -> BoxedStrategy<Value> {
    said_by(Just("user"), content(true))
}

fn said_by(
    role: impl Strategy<Value = &'static str> + 'static,
    content: BoxedStrategy<Value>,
) -> BoxedStrategy<Value> {
    let name = prop::option::weighted(0.2, select(vec!["ann", "ben"]));
    let message = (role, content, name).prop_map(|(role, content, name)| match name {
        Some(name) => json!({ "role": role, "content": content, "name": name }),
        None => json!({ "role": role, "content": content }),
    });
    message.boxed()
}

fn calling() -> BoxedStrategy<Value> {
    let call = (identity(), word(), text()).prop_map(|(id, name, text)| {
        let arguments = json!({ "x": text }).to_string();
        json!({ "id": id, "type": "function", "function": { "name": name, "arguments": arguments } })
    });
    let calls = prop::collection::vec(call, 0..3);
    let content = prop_oneof![Just(Value::Null), Just(Value::from("")), content(false)];
    let message = (content, calls).prop_map(
        |(content, calls)| json!({ "role": "assistant", "content": content, "tool_calls": calls }),
    );
    message.boxed()
}

fn result() -> BoxedStrategy<Value> {
    let message = (identity(), content(true)).prop_map(
        |(id, content)| json!({ "role": "tool", "tool_call_id": id, "content": content }),
    );
    message.boxed()
}

fn old_call() -> BoxedStrategy<Value> {
    let function = (word(), text());
    let message = function.prop_map(|(name, text)| {
        json!({ "role": "assistant", "function_call": { "name": name, "arguments": text } })
    });
    message.boxed()
}

fn old_result() -> BoxedStrategy<Value> {
    let message = (word(), text())
        .prop_map(|(name, text)| json!({ "role": "function", "name": name, "content": text }));
    message.boxed()
}

/// A text, or parts; also images, where they may be shown.
fn content(shows: bool) -> BoxedStrategy<Value> {
    let said = text().prop_map(|text| json!({ "type": "text", "text": text }));
    let shown = word().prop_map(move |word| match shows {
        true => json!({ "type": "image_url", "image_url": { "url": image(&word) } }),
        false => json!({ "type": "text", "text": word, "cache_control": { "type": "ephemeral" } }),
    });
    let parts = prop::collection::vec(prop_oneof![3 => said, 1 => shown], 1..4);
    prop_oneof![text().prop_map(Value::from), parts.prop_map(Value::from)].boxed()
}

fn image(word: &str) -> String {
    format!("data:image/png;base64,{word}")
}

fn identity() -> impl Strategy<Value = &'static str> {
    select(vec!["1", "2", "3"])
}

fn word() -> impl Strategy<Value = String> {
    "[a-z]{8}"
}

/// With what must be escaped in JSON.
fn text() -> impl Strategy<Value = String> {
    "[a-z]{6}[\"\\\\\n é🦀]{0,3}[a-z]{2}"
}
