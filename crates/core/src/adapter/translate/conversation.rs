//! The conversation, and the calls that were made in it.

#[cfg(test)]
mod tests;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::super::shown;
use super::{Object, misshapen, raw};
use crate::{Error, Request};

/// A call the assistant made earlier.
#[derive(Clone)]
#[non_exhaustive]
pub struct Called {
    /// Its identity, which its result refers to.
    pub id: String,
    /// The tool.
    pub name: String,
    /// What it was given: an object. A model may write nothing, which is an empty one, or what is no
    /// object; the latter is kept whole under `_raw`, so that the model can see what it wrote.
    pub arguments: Box<RawValue>,
}

/// The messages of a request, unparsed.
///
/// # Errors
///
/// `InvalidRequest` naming `messages` unless they are a list of at least one.
pub fn messages(request: &Request) -> Result<Vec<&RawValue>, Error> {
    let wrong = || misshapen("messages", "expected a list of at least one message");
    let list = raw(request, "messages").ok_or_else(wrong)?;
    let list: Vec<&RawValue> = serde_json::from_str(list.get()).map_err(|_| wrong())?;
    if list.is_empty() { Err(wrong()) } else { Ok(list) }
}

/// Takes the `tool_calls` out of a message.
///
/// # Errors
///
/// `Unsupported` naming what is no call of a function, or what it has besides; `InvalidRequest`
/// naming what is missing or misshapen.
pub fn calls(message: &mut Object<'_>) -> Result<Vec<Called>, Error> {
    let list: Option<Vec<&RawValue>> = message.take("tool_calls")?;
    list.unwrap_or_default().into_iter().map(read_call).collect()
}

impl std::fmt::Debug for Called {
    /// Sizes instead of content.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Called")
            .field("id", &self.id)
            .field("arguments_bytes", &self.arguments.get().len())
            .finish_non_exhaustive()
    }
}

fn read_call(call: &RawValue) -> Result<Called, Error> {
    let mut call = Object::open("messages.tool_calls", call)?;
    let kind = call.take::<String>("type")?;
    if let Some(kind) = kind.filter(|kind| kind != "function") {
        return Err(call.unsupported(shown(&kind)));
    }
    let id = call.require("id")?;
    let mut function = Object::open("messages.tool_calls.function", call.require("function")?)?;
    // Its number in the answer it came from: its place says the same.
    call.ignore(&["index"]);
    call.finish()?;
    let name = function.require("name")?;
    let arguments: String = function.take("arguments")?.unwrap_or_default();
    function.finish()?;
    Ok(Called { id, name, arguments: object(&arguments) })
}

fn object(arguments: &str) -> Box<RawValue> {
    #[derive(Serialize)]
    struct Wrapped<'a> {
        #[serde(rename = "_raw")]
        text: &'a str,
    }
    let text = arguments.trim();
    let text = if text.is_empty() { "{}" } else { text };
    RawValue::from_string(text.to_owned())
        .ok()
        .filter(|json| json.get().starts_with('{'))
        .or_else(|| to_raw_value(&Wrapped { text: arguments }).ok())
        .unwrap_or_default()
}
