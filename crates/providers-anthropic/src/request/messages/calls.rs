//! Calls the assistant made earlier.

#[cfg(test)]
mod tests;

use osier_core::Error;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::Block;
use crate::object::{Object, shown};

/// Reads the `tool_calls` of a message.
pub(super) fn read_calls(calls: Vec<&RawValue>) -> Result<Vec<Block<'_>>, Error> {
    calls.into_iter().map(read_call).collect()
}

/// An identity as the provider takes it: letters, digits, `_` and `-`. What another provider put
/// there besides becomes `_`, in the call as in its result. `None` if it is empty.
pub(super) fn wire_id(id: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    (!id.is_empty()).then(|| id.replace(|c| !fits(c), "_"))
}

fn read_call(call: &RawValue) -> Result<Block<'_>, Error> {
    let mut call = Object::open("messages.tool_calls", call)?;
    let kind = call.take::<String>("type")?;
    if let Some(kind) = kind.filter(|kind| kind != "function") {
        return Err(call.unsupported(shown(&kind)));
    }
    let id: String = call.require("id")?;
    let id = wire_id(&id).ok_or_else(|| call.wrong("id", "expected a non-empty string"))?;
    let mut function = Object::open("messages.tool_calls.function", call.require("function")?)?;
    // Its number in the answer it came from: its place says the same.
    call.ignore(&["index"]);
    call.finish()?;
    let name = function.require("name")?;
    let arguments: String = function.take("arguments")?.unwrap_or_default();
    function.finish()?;
    let input = input(&arguments);
    Ok(Block::ToolUse { id, name, input })
}

/// Arguments as the object the provider demands. A model may write none, or what is no object; the
/// latter is kept whole under `_raw`, so that the model can see what it wrote.
fn input(arguments: &str) -> Box<RawValue> {
    #[derive(Serialize)]
    struct Wrapped<'a> {
        #[serde(rename = "_raw")]
        text: &'a str,
    }
    let text = arguments.trim();
    let object = match text {
        "" => RawValue::from_string("{}".to_owned()).ok(),
        _ => RawValue::from_string(text.to_owned()).ok(),
    };
    object
        .filter(|json| json.get().starts_with('{'))
        .or_else(|| to_raw_value(&Wrapped { text: arguments }).ok())
        .unwrap_or_default()
}
