//! The form the answer must have.

use osier_core::{Error, Request};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::object::{Object, shown};

/// A JSON schema the answer must fit.
#[derive(Serialize)]
pub(super) struct Format<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    schema: &'a RawValue,
}

/// Reads `response_format`.
///
/// A schema's `name`, `description` and `strict` are left out: the provider has no place for the
/// first two, which label it, and holds every answer to the schema. JSON without a schema cannot be
/// asked for.
pub(super) fn read(request: &Request) -> Result<Option<Format<'_>>, Error> {
    let Some(format) = super::raw(request, "response_format") else {
        return Ok(None);
    };
    let mut format = Object::open("response_format", format)?;
    let kind: String = format.require("type")?;
    let read = match &*kind {
        "text" => None,
        "json_schema" => Some(read_schema(format.require("json_schema")?)?),
        _ => return Err(format.unsupported(shown(&kind))),
    };
    format.finish()?;
    Ok(read)
}

fn read_schema(json: &RawValue) -> Result<Format<'_>, Error> {
    let mut json = Object::open("response_format.json_schema", json)?;
    let schema = json.require("schema")?;
    json.ignore(&["name", "description", "strict"]);
    json.finish()?;
    let kind = "json_schema";
    Ok(Format { kind, schema })
}
