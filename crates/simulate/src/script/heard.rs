//! What the user said last, for an answer that echoes it.

use osier_core::Request;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Turn {
    #[serde(default)]
    role: String,
    #[serde(default)]
    content: Value,
}

/// The text of the last turn of the user; empty if there is none. All dialects agree on this much.
pub(crate) fn heard(request: &Request) -> String {
    let turns = request.read::<Vec<Turn>>("messages").ok().flatten();
    let last = turns.unwrap_or_default().into_iter().rfind(|turn| turn.role == "user");
    last.map(|turn| text(&turn.content)).unwrap_or_default()
}

fn text(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            let texts = parts.iter().filter_map(|part| part.get("text")?.as_str());
            texts.collect::<Vec<_>>().join(" ")
        }
        _ => String::new(),
    }
}
