//! Calls the assistant made earlier.

#[cfg(test)]
mod tests;

use osier_core::Error;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::object::{Object, shown};

/// A call as the server reads it.
#[derive(Serialize)]
pub(super) struct Call {
    pub(super) id: String,
    pub(super) function: Function,
}

/// What is called.
#[derive(Serialize)]
pub(super) struct Function {
    index: usize,
    pub(super) name: String,
    arguments: Box<RawValue>,
}

/// Reads the `tool_calls` of a message.
pub(super) fn read_calls(calls: Vec<&RawValue>) -> Result<Vec<Call>, Error> {
    calls.into_iter().enumerate().map(|(index, call)| read_call(index, call)).collect()
}

fn read_call(index: usize, call: &RawValue) -> Result<Call, Error> {
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
    let arguments = object(&arguments);
    let function = Function { index, name, arguments };
    Ok(Call { id, function })
}

/// Arguments as the object the server demands. A model may write none, or what is no object; the
/// latter is kept whole under `_raw`, so that the model can see what it wrote.
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
