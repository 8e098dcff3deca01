//! Tools the model may call.

use osier_core::{Error, Request};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::object::{Object, misshapen, shown};

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
    let tools: Vec<&RawValue> = match super::raw(request, "tools") {
        None => Vec::new(),
        Some(tools) => {
            serde_json::from_str(tools.get()).map_err(|_| misshapen("tools", "expected a list"))?
        }
    };
    let tools: Vec<_> = tools.into_iter().map(read_tool).collect::<Result<_, _>>()?;
    match super::raw(request, "tool_choice").map(RawValue::get) {
        None | Some("\"auto\"") => Ok(tools),
        Some("\"none\"") => Ok(Vec::new()),
        Some(choice) if choice.starts_with(['"', '{']) => Err(Error::unsupported("tool_choice")),
        Some(_) => Err(misshapen("tool_choice", "expected a string or an object")),
    }
}

fn read_tool(tool: &RawValue) -> Result<Tool<'_>, Error> {
    let mut tool = Object::open("tools", tool)?;
    let kind: String = tool.require("type")?;
    if kind != "function" {
        return Err(tool.unsupported(shown(&kind)));
    }
    let mut function = Object::open("tools.function", tool.require("function")?)?;
    tool.finish()?;
    let read = Function {
        name: function.require("name")?,
        description: function.take("description")?,
        parameters: Parameters::of(function.take("parameters")?)?,
    };
    // The server holds no arguments to their schema, whatever it is told.
    function.ignore(&["strict"]);
    function.finish()?;
    Ok(Tool { kind: "function", function: read })
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
