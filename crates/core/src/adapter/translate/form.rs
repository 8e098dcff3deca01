//! The form the answer must have, and where it must stop.

use serde_json::Value;
use serde_json::value::RawValue;

use super::super::shown;
use super::{Object, misshapen, raw};
use crate::{Error, Request};

/// The form of an answer.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Form<'a> {
    /// Any text.
    Text,
    /// Any JSON.
    Json,
    /// JSON of this schema. Its `name` and `description`, which label it, and `strict` are left out.
    Schema(&'a RawValue),
}

/// Reads `response_format`; without one it is [`Text`](Form::Text).
///
/// # Errors
///
/// `Unsupported` naming a form nobody has heard of, or what one has besides; `InvalidRequest` naming
/// what is missing or misshapen.
pub fn form(request: &Request) -> Result<Form<'_>, Error> {
    let Some(format) = raw(request, "response_format") else {
        return Ok(Form::Text);
    };
    let mut format = Object::open("response_format", format)?;
    let kind: String = format.require("type")?;
    let form = match &*kind {
        "text" => Form::Text,
        "json_object" => Form::Json,
        "json_schema" => Form::Schema(schema(format.require("json_schema")?)?),
        _ => return Err(format.unsupported(shown(&kind))),
    };
    format.finish()?;
    Ok(form)
}

/// Reads `stop`: one sequence, or several, or none.
///
/// # Errors
///
/// `InvalidRequest` naming `stop` if it is anything else.
pub fn stop(request: &Request) -> Result<Vec<String>, Error> {
    match request.read::<Value>("stop")?.unwrap_or(Value::Null) {
        Value::Null => Ok(Vec::new()),
        Value::String(sequence) => Ok(vec![sequence]),
        list => serde_json::from_value(list)
            .map_err(|_| misshapen("stop", "expected a string or a list of strings")),
    }
}

fn schema(json: &RawValue) -> Result<&RawValue, Error> {
    let mut json = Object::open("response_format.json_schema", json)?;
    let schema = json.require("schema")?;
    json.ignore(&["name", "description", "strict"]);
    json.finish()?;
    Ok(schema)
}
