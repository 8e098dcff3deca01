//! Tools the model may call.

use osier_core::adapter::translate::{self, Object, misshapen, raw};
use osier_core::{Error, Request};
use serde::Serialize;
use serde_json::value::RawValue;

/// A tool as the server reads it.
#[derive(Serialize)]
pub(super) struct Tool<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    function: Function<'a>,
}

#[derive(Serialize)]
struct Function<'a> {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    parameters: Parameters<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Parameters<'a> {
    Sent(&'a RawValue),
    None {
        #[serde(rename = "type")]
        kind: &'static str,
        properties: Empty,
    },
}

#[derive(Serialize)]
struct Empty {}

/// Reads `tools` and `tool_choice`. What must not be called need not be shown.
pub(super) fn read(request: &Request) -> Result<Vec<Tool<'_>>, Error> {
    let tools = translate::functions(request)?;
    let tools: Vec<_> = tools.into_iter().map(Tool::of).collect::<Result<_, _>>()?;
    match raw(request, "tool_choice").map(RawValue::get) {
        None | Some("\"auto\"") => Ok(tools),
        Some("\"none\"") => Ok(Vec::new()),
        Some(choice) if choice.starts_with(['"', '{']) => Err(Error::unsupported("tool_choice")),
        Some(_) => Err(misshapen("tool_choice", "expected a string or an object")),
    }
}

impl<'a> Tool<'a> {
    /// The server holds no arguments to their schema, whatever it is told.
    fn of(function: translate::Function<'a>) -> Result<Self, Error> {
        let translate::Function { name, description, parameters, strict, .. } = function;
        if strict == Some(true) {
            return Err(Error::unsupported("tools.function.strict"));
        }
        let parameters = Parameters::of(parameters)?;
        Ok(Self { kind: "function", function: Function { name, description, parameters } })
    }
}

impl<'a> Parameters<'a> {
    fn of(parameters: Option<&'a RawValue>) -> Result<Self, Error> {
        let Some(sent) = parameters else {
            let (kind, properties) = ("object", Empty {});
            return Ok(Self::None { kind, properties });
        };
        Object::open("tools.function.parameters", sent)?;
        Ok(Self::Sent(sent))
    }
}
