//! The conversation.

use std::collections::HashMap;

use osier_core::adapter::shown;
use osier_core::adapter::translate::{self, Object};
use osier_core::{Error, Request};
use serde::Serialize;
use serde_json::value::RawValue;

use super::calls::{Call, read_calls};
use super::content::{May, Said};

/// A message as the server reads it.
#[derive(Default, Serialize)]
pub(super) struct Message {
    role: &'static str,
    content: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    images: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_calls: Vec<Call>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_call_id: Option<String>,
}

/// What a message may carry that the server neither knows nor needs: `name` tells participants apart
/// where a model was taught to read it, `annotations` decorate text that is sent anyway.
const IGNORED: [&str; 2] = ["name", "annotations"];

/// The names of the tools called so far, by the identity of the call; the latest counts.
type Called = HashMap<String, String>;

/// Reads `messages`. Instructions stay where they stand. An empty list, which would only load the
/// model, is refused.
pub(super) fn read(request: &Request) -> Result<Vec<Message>, Error> {
    let mut called = Called::new();
    translate::messages(request)?
        .into_iter()
        .map(|message| read_message(message, &mut called))
        .collect()
}

fn read_message(message: &RawValue, called: &mut Called) -> Result<Message, Error> {
    let mut message = Object::open("messages", message)?;
    let role: String = message.require("role")?;
    let content = message.take("content")?;
    message.ignore(&IGNORED);
    let read = match &*role {
        "system" | "developer" => Message::of("system", Said::read(content, May::Speak)?),
        "user" => Message::of("user", Said::read(content, May::Show)?),
        "assistant" => read_assistant(&mut message, content, called)?,
        "tool" => read_result(&mut message, content, called)?,
        _ => return Err(message.unsupported(&format!("role.{}", shown(&role)))),
    };
    message.ignore(&["reasoning_content", "reasoning"]);
    message.finish()?;
    Ok(read)
}

fn read_assistant(
    message: &mut Object<'_>,
    content: Option<&RawValue>,
    called: &mut Called,
) -> Result<Message, Error> {
    let mut said = Said::read(content, May::Refuse)?;
    let refusal = message.take::<String>("refusal")?;
    said.texts.extend(refusal.filter(|words| !words.is_empty()));
    let tool_calls = read_calls(message)?;
    called.extend(tool_calls.iter().map(|call| (call.id.clone(), call.function.name.clone())));
    let thinking: Option<String> = message.take("reasoning_content")?;
    let thinking = thinking.map_or_else(|| message.take("reasoning"), |words| Ok(Some(words)))?;
    Ok(Message {
        thinking: thinking.filter(|words| !words.is_empty()),
        tool_calls,
        ..Message::of("assistant", said)
    })
}

/// A result of a call nobody made has no name; the model then sees the result alone.
fn read_result(
    message: &mut Object<'_>,
    content: Option<&RawValue>,
    called: &Called,
) -> Result<Message, Error> {
    let id: String = message.require("tool_call_id")?;
    Ok(Message {
        tool_name: called.get(&id).cloned(),
        tool_call_id: Some(id),
        ..Message::of("tool", Said::read(content, May::Show)?)
    })
}

impl Message {
    fn of(role: &'static str, said: Said) -> Self {
        Self { role, content: said.text(), images: said.images, ..Self::default() }
    }
}
