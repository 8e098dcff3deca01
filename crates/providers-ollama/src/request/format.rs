//! The form the answer must have.

use osier_core::{Error, Request};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::object::{Object, shown};

/// The form of an answer: a JSON schema, or the word `json`.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Format<'a> {
    Schema(&'a RawValue),
    Word(&'static str),
}

/// Reads `response_format`.
///
/// A schema's `name` and `description`, which label it, and `strict` are left out: the server holds
/// every answer to the schema.
pub(super) fn read(request: &Request) -> Result<Option<Format<'_>>, Error> {
    let Some(format) = super::raw(request, "response_format") else {
        return Ok(None);
    };
    let mut format = Object::open("response_format", format)?;
    let kind: String = format.require("type")?;
    let read = match &*kind {
        "text" => None,
        "json_object" => Some(Format::Word("json")),
        "json_schema" => Some(Format::Schema(schema(format.require("json_schema")?)?)),
        _ => return Err(format.unsupported(shown(&kind))),
    };
    format.finish()?;
    Ok(read)
}

fn schema(json: &RawValue) -> Result<&RawValue, Error> {
    let mut json = Object::open("response_format.json_schema", json)?;
    let schema = json.require("schema")?;
    json.ignore(&["name", "description", "strict"]);
    json.finish()?;
    Ok(schema)
}
