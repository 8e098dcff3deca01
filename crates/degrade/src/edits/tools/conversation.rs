//! A conversation in which calls and results are told in words.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::call::Call;
use super::said::Said;
use super::turn::{Members, Turn};
use super::words::inside;

const USER: &str = "\"user\"";
const ASSISTANT: &str = "\"assistant\"";

/// The conversation with its calls and results told in words; `None` if there are none, or if it has a shape
/// nobody knows: whoever is asked says what is wrong with it.
pub(super) fn told(messages: &str) -> Option<String> {
    let mut conversation = Conversation::default();
    for message in serde_json::from_str::<Vec<&RawValue>>(messages).ok()? {
        conversation.add(message)?;
    }
    conversation.tells.then(|| conversation.write())
}

#[derive(Default)]
struct Conversation<'a> {
    turns: Vec<Turn<'a>>,
    /// The names of the tools called so far, by the identity of the call; the latest counts.
    names: HashMap<&'a str, &'a RawValue>,
    /// Whether there was anything to tell.
    tells: bool,
}

impl<'a> Conversation<'a> {
    /// `None` if it cannot be read.
    fn add(&mut self, json: &'a RawValue) -> Option<()> {
        let mut members: Members<'a> = serde_json::from_str(json.get()).ok()?;
        members.retain(|_, value| value.get() != "null");
        let turn = match members.remove("role").map(RawValue::get) {
            Some(ASSISTANT) => self.read_assistant(json, members)?,
            Some("\"tool\"" | "\"function\"") => self.read_result(&members)?,
            role => Turn::came(json, role.unwrap_or_default(), members),
        };
        let open = self.turns.pop_if(|last| last.takes_in(&turn));
        self.turns.push(match open {
            Some(last) => last.joined(turn),
            None => turn,
        });
        Some(())
    }

    fn read_assistant(&mut self, json: &'a RawValue, mut members: Members<'a>) -> Option<Turn<'a>> {
        let calls = read_calls(&mut members)?;
        if calls.is_empty() {
            return Some(Turn::came(json, ASSISTANT, members));
        }
        self.tells = true;
        let mut said = Said::read(members.remove("content"))?;
        for call in calls {
            said.say(call.words());
            self.names.extend(call.id.zip(call.name));
        }
        Some(Turn::told(ASSISTANT, said, members))
    }

    /// A result says which call it answers, or the name of the tool itself.
    fn read_result(&mut self, members: &Members<'a>) -> Option<Turn<'a>> {
        self.tells = true;
        let said = Said::read(members.get("content").copied())?;
        let called = members.get("tool_call_id").and_then(|id| self.names.get(id.get()));
        let name = called.or_else(|| members.get("name")).copied().map(inside);
        Some(Turn::told(USER, said.given_by(name.as_deref()), Members::new()))
    }

    fn write(&self) -> String {
        let mut out = String::from("[");
        for (i, turn) in self.turns.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            turn.write(&mut out);
        }
        out.push(']');
        out
    }
}

/// Takes the calls out of a message; `None` if they cannot be read.
fn read_calls<'a>(members: &mut Members<'a>) -> Option<Vec<Call<'a>>> {
    let mut calls = match members.remove("tool_calls") {
        Some(list) => Call::read_list(list)?,
        None => Vec::new(),
    };
    if let Some(function) = members.remove("function_call") {
        calls.push(Call::read_function(function)?);
    }
    Some(calls)
}
