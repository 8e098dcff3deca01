//! What was said before: the user's last words, for an answer that echoes them, and the beginning of an
//! answer, for one that goes on.

use osier_core::Request;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Turn {
    #[serde(default)]
    role: String,
    #[serde(default)]
    content: Value,
    #[serde(default)]
    prefix: bool,
}

/// The text of the last turn of the user; empty if there is none. All dialects agree on this much.
pub(crate) fn heard(request: &Request) -> String {
    let last = turns(request).into_iter().rfind(|turn| turn.role == "user");
    last.map(|turn| texts(&turn.content).join(" ")).unwrap_or_default()
}

/// The answer that was begun, if the conversation ends with the assistant's words.
pub(crate) fn begun(request: &Request) -> Option<String> {
    let last = turns(request).pop().filter(|turn| turn.role == "assistant")?;
    Some(texts(&last.content).concat())
}

/// Whether the last message is marked as one to go on with.
pub(crate) fn asks_by_prefix(request: &Request) -> bool {
    turns(request).last().is_some_and(|turn| turn.prefix)
}

fn turns(request: &Request) -> Vec<Turn> {
    request.read::<Vec<Turn>>("messages").ok().flatten().unwrap_or_default()
}

fn texts(content: &Value) -> Vec<&str> {
    match content {
        Value::String(text) => vec![text],
        Value::Array(parts) => parts.iter().filter_map(|part| part.get("text")?.as_str()).collect(),
        _ => Vec::new(),
    }
}
