//! Writing events in the manners that servers have.

use osier_core::Event;
use serde_json::{Map, Value, json};

use super::answer::Dice;

/// What a choice says in one event.
#[derive(Default)]
pub(super) struct Saying {
    pub(super) role: bool,
    pub(super) texts: Vec<(&'static str, String)>,
    pub(super) call: Option<Value>,
    pub(super) finish: Option<&'static str>,
}

/// The events of one answer, in one manner.
pub(super) struct Chunks {
    id: String,
    events: Vec<Event>,
    /// Writes what is not ASCII as escapes, those of two halves included.
    escapes: bool,
    /// Says in every event who speaks.
    repeats_role: bool,
}

impl Saying {
    pub(super) fn has(&self, key: &str) -> bool {
        self.texts.iter().any(|(there, _)| *there == key)
    }
}

impl Chunks {
    pub(super) fn new(id: &str, dice: &mut Dice) -> Self {
        Self {
            id: id.to_owned(),
            events: Vec::new(),
            escapes: dice.one_in(2),
            repeats_role: dice.one_in(3),
        }
    }

    pub(super) fn write(&mut self, said: &[(usize, Saying)], dice: &mut Dice) {
        let choices: Vec<_> =
            said.iter().map(|(index, saying)| self.choice(*index, saying, dice)).collect();
        self.push(&json!(choices), &json!(null));
    }

    /// The events, with what they cost at their end.
    pub(super) fn end(mut self, dice: &mut Dice) -> Vec<Event> {
        if dice.one_in(2) {
            self.push(&json!([]), &json!({"prompt_tokens": 1, "completion_tokens": 2}));
        }
        self.events
    }

    fn choice(&self, index: usize, saying: &Saying, dice: &mut Dice) -> Value {
        let mut delta = Map::new();
        if saying.role || self.repeats_role {
            delta.insert("role".into(), "assistant".into());
            delta.insert("content".into(), "".into());
        }
        for (key, text) in &saying.texts {
            delta.insert((*key).into(), text.clone().into());
        }
        if let Some(call) = &saying.call {
            delta.insert("tool_calls".into(), call.clone());
        }
        let mut choice = json!({"index": index, "delta": delta, "finish_reason": saying.finish});
        if dice.one_in(3) {
            choice["logprobs"] = json!({"content": []});
        }
        choice
    }

    fn push(&mut self, choices: &Value, usage: &Value) {
        let chunk = json!({
            "id": self.id, "object": "chat.completion.chunk", "created": self.id.len(),
            "model": "m", "system_fingerprint": "fp", "choices": choices, "usage": usage,
        });
        let json = chunk.to_string();
        let json = if self.escapes { escaped(&json) } else { json };
        self.events.push(super::event(&json));
    }
}

fn escaped(json: &str) -> String {
    let mut out = String::new();
    for unit in json.encode_utf16() {
        match u8::try_from(unit) {
            Ok(ascii) if ascii.is_ascii() => out.push(char::from(ascii)),
            _ => out.push_str(&format!("\\u{unit:04x}")),
        }
    }
    out
}
