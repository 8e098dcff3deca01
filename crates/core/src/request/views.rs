//! What resilience reads of a request, and the edits it makes.

use std::borrow::Cow;

use bytes::Bytes;

use super::Request;
use crate::Error;
use crate::chat::Message;

impl Request {
    /// The model's name; `None` if it is absent, empty, or not a string.
    #[must_use]
    pub fn model(&self) -> Option<Cow<'_, str>> {
        let value = self.get("model")?;
        let inner = value.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
        let name = if inner.contains(&b'\\') {
            Cow::Owned(serde_json::from_slice(value).ok()?)
        } else {
            Cow::Borrowed(std::str::from_utf8(inner).ok()?)
        };
        (!name.is_empty()).then_some(name)
    }

    /// Asks for another model.
    pub fn set_model(&mut self, model: &str) {
        self.set_raw("model", Bytes::from(serde_json::Value::from(model).to_string()));
    }

    /// Whether the caller asked for a streamed answer.
    #[must_use]
    pub fn wants_stream(&self) -> bool {
        self.is_true("stream")
    }

    /// Asks for a streamed answer, or for a whole one. A whole one has no `stream_options`.
    pub fn set_stream(&mut self, stream: bool) {
        self.set_raw("stream", Bytes::from_static(if stream { b"true" } else { b"false" }));
        if !stream {
            self.remove("stream_options");
        }
    }

    /// Whether the caller asked for the usage event at the end of a stream.
    #[must_use]
    pub fn wants_usage_event(&self) -> bool {
        #[derive(Default, serde::Deserialize)]
        struct StreamOptions {
            include_usage: Option<bool>,
        }
        let options = self.read::<StreamOptions>("stream_options").ok().flatten();
        options.unwrap_or_default().include_usage == Some(true)
    }

    /// The ceiling on generated tokens: `max_completion_tokens`, else `max_tokens`.
    #[must_use]
    pub fn max_tokens(&self) -> Option<u64> {
        let limit = |name| self.read::<u64>(name).ok().flatten();
        limit("max_completion_tokens").or_else(|| limit("max_tokens"))
    }

    /// Whether the request offers tools.
    #[must_use]
    pub fn has_tools(&self) -> bool {
        self.get("tools").is_some_and(|tools| tools != "null" && tools != "[]")
    }

    /// The messages, parsed. The one view that builds a tree: only for adapters that must translate.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if they are missing or misshapen.
    pub fn messages(&self) -> Result<Vec<Message>, Error> {
        self.read("messages")?.ok_or_else(|| missing("messages"))
    }

    /// Whether the caller could be served at all: a model is named and messages are a list.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) naming the field that is missing or wrong.
    pub fn check(&self) -> Result<(), Error> {
        if !self.has("model") {
            return Err(missing("model"));
        }
        if self.model().is_none() {
            return Err(wrong("model", "expected a non-empty string"));
        }
        match self.get("messages") {
            None => Err(missing("messages")),
            Some(list) if !list.starts_with(b"[") => Err(wrong("messages", "expected an array")),
            Some(_) if self.is_misplaced("stream") => {
                Err(wrong("stream", "expected true or false"))
            }
            Some(_) => Ok(()),
        }
    }

    fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value == "true")
    }

    fn is_misplaced(&self, flag: &str) -> bool {
        self.has(flag) && !self.is_true(flag) && self.get(flag).is_some_and(|v| v != "false")
    }
}

fn missing(field: &'static str) -> Error {
    Error::invalid_request("the field is required")
        .with_param(field)
        .with_code("missing_required_parameter")
}

fn wrong(field: &'static str, expected: &'static str) -> Error {
    Error::invalid_request(expected).with_param(field).with_code("invalid_type")
}
