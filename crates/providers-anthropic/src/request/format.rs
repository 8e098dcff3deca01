//! The form the answer must have.

use osier_core::adapter::translate::{self, Form};
use osier_core::{Error, Request};
use serde::Serialize;
use serde_json::value::RawValue;

/// A JSON schema the answer must fit.
#[derive(Serialize)]
pub(super) struct Format<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    schema: &'a RawValue,
}

/// Reads `response_format`. JSON without a schema cannot be asked for.
pub(super) fn read(request: &Request) -> Result<Option<Format<'_>>, Error> {
    match translate::form(request)? {
        Form::Text => Ok(None),
        Form::Schema(schema) => Ok(Some(Format { kind: "json_schema", schema })),
        _ => Err(Error::unsupported("response_format.json_object")),
    }
}
