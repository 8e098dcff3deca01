//! The form the answer must have.

use osier_core::adapter::translate::{self, Form};
use osier_core::{Error, Request};
use serde::Serialize;
use serde_json::value::RawValue;

/// The form of an answer: a JSON schema, or the word `json`.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Format<'a> {
    Schema(&'a RawValue),
    Word(&'static str),
}

/// Reads `response_format`.
pub(super) fn read(request: &Request) -> Result<Option<Format<'_>>, Error> {
    match translate::form(request)? {
        Form::Text => Ok(None),
        Form::Json => Ok(Some(Format::Word("json"))),
        Form::Schema(schema) => Ok(Some(Format::Schema(schema))),
        _ => Err(Error::unsupported("response_format")),
    }
}
