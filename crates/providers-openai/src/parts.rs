//! The pieces of a choice that answers and events share, and how odd ones are put right.

use serde_json::{Map, Value};

/// Identities for tool calls that have none: clients name them when they give the results back.
#[derive(Debug)]
pub(crate) struct Identities {
    /// The identity of the request, because a conversation holds the calls of many answers.
    call: String,
    made: u32,
}

impl Identities {
    pub(crate) fn of(call: &str) -> Self {
        Self { call: call.to_owned(), made: 0 }
    }

    /// One that no other call of the answer has.
    pub(crate) fn make(&mut self) -> String {
        let number = self.made;
        self.made += 1;
        format!("call_{}_{number}", self.call)
    }
}

/// Makes `content` the text that clients read. Some servers send a list of parts, thinking among
/// them.
pub(crate) fn flatten_content(message: &mut Map<String, Value>) {
    let thinking = match message.get("content") {
        Some(Value::Array(parts)) => {
            let (text, thinking) = (text_of(parts, "text"), text_of(parts, "thinking"));
            message.insert("content".into(), text.into());
            thinking
        }
        Some(Value::String(_) | Value::Null) | None => return,
        Some(other) => {
            let text = other.to_string();
            message.insert("content".into(), text.into());
            return;
        }
    };
    if !thinking.is_empty() && !message.contains_key("reasoning_content") {
        message.insert("reasoning_content".into(), thinking.into());
    }
}

/// Makes the arguments of a call the string that clients read.
pub(crate) fn write_arguments(function: &mut Map<String, Value>, missing: Option<&str>) {
    let text = match function.get("arguments") {
        Some(Value::String(_)) => return,
        Some(Value::Null) | None => missing.map(str::to_owned),
        Some(arguments) => Some(arguments.to_string()),
    };
    if let Some(text) = text {
        function.insert("arguments".into(), text.into());
    }
}

/// The text of the parts of one type, which may itself be a list of parts.
fn text_of(parts: &[Value], kind: &str) -> String {
    let of_kind = parts.iter().filter(|part| match part.get("type") {
        Some(name) => name == kind,
        None => part.is_string() && kind == "text",
    });
    of_kind
        .filter_map(|part| match part.get(kind).unwrap_or(part) {
            Value::String(text) => Some(text.clone()),
            Value::Array(inner) => Some(text_of(inner, "text")),
            _ => None,
        })
        .collect()
}
