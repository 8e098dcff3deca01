//! Tools the model may call.

use std::fmt;

use serde_json::value::RawValue;

use super::super::shown;
use super::{Object, misshapen, raw};
use crate::{Error, Request};

/// A function the model may call.
#[derive(Clone)]
#[non_exhaustive]
pub struct Function<'a> {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The schema of its arguments.
    pub parameters: Option<&'a RawValue>,
    /// Whether the model is held to the schema.
    pub strict: Option<bool>,
}

/// The `tools` of a request.
///
/// # Errors
///
/// `Unsupported` naming the type of a tool that is no function, or what one has besides;
/// `InvalidRequest` naming what is missing or misshapen.
pub fn functions(request: &Request) -> Result<Vec<Function<'_>>, Error> {
    let Some(tools) = raw(request, "tools") else {
        return Ok(Vec::new());
    };
    let tools: Vec<&RawValue> =
        serde_json::from_str(tools.get()).map_err(|_| misshapen("tools", "expected a list"))?;
    tools.into_iter().map(read).collect()
}

impl fmt::Debug for Function<'_> {
    /// Its name; a description may say anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Function").field("name", &self.name).finish_non_exhaustive()
    }
}

fn read(tool: &RawValue) -> Result<Function<'_>, Error> {
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
        parameters: function.take("parameters")?,
        strict: function.take("strict")?,
    };
    function.finish()?;
    Ok(read)
}
