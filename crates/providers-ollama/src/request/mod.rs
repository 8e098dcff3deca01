//! From a chat request to the body of `/api/chat`.

mod calls;
mod content;
mod fields;
mod format;
mod image;
mod messages;
mod options;
mod think;
mod tools;

use std::borrow::Cow;

use bytes::Bytes;
use osier_core::{Error, ErrorKind, Request};
use serde::Serialize;

use self::fields::FIELDS;
use self::format::Format;
use self::messages::Message;
use self::options::Options;
use self::think::Think;
use self::tools::Tool;

/// Writes the body of `/api/chat`.
pub(crate) fn encode(request: &Request, context: Option<u32>) -> Result<Bytes, Error> {
    request.check()?;
    FIELDS.check(request)?;
    let body = Body::of(request, context)?;
    let json =
        serde_json::to_vec(&body).map_err(|e| Error::new(ErrorKind::Internal).with_source(e))?;
    Ok(json.into())
}

#[derive(Serialize)]
struct Body<'a> {
    model: Cow<'a, str>,
    messages: Vec<Message>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Tool<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<Format<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    think: Option<Think>,
    #[serde(skip_serializing_if = "Options::is_empty")]
    options: Options,
    /// The server streams unless told otherwise.
    stream: bool,
    /// The server cuts long conversations unless told otherwise.
    truncate: bool,
}

impl<'a> Body<'a> {
    fn of(request: &'a Request, context: Option<u32>) -> Result<Self, Error> {
        Ok(Self {
            model: request.model().unwrap_or_default(),
            messages: messages::read(request)?,
            tools: tools::read(request)?,
            format: format::read(request)?,
            think: think::read(request)?,
            options: Options::read(request, context)?,
            stream: request.wants_stream(),
            truncate: false,
        })
    }
}
