//! Reading a report from a body, in all the shapes there are.

use std::fmt;

use serde_json::{Map, Value};

/// What a provider said about a failure. Every field is optional, and none is trusted: text is
/// masked and names are checked before they enter an [`Error`](osier_core::Error).
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// `code`, a number written as text.
    pub code: Option<String>,
    /// `type`.
    pub kind: Option<String>,
    /// A more exact code, further inside: `metadata.error_type` or `innererror.code`.
    pub inner_code: Option<String>,
    /// The field that is to blame.
    pub param: Option<String>,
    /// The message. May quote the request.
    pub message: Option<String>,
    /// The HTTP status that the body itself names.
    pub status: Option<u16>,
    /// Whether a moderation result is attached.
    pub moderated: bool,
}

impl Report {
    /// Reads a JSON report: nested under `error`, flat, a bare string, or in a list of one. `None`
    /// if the bytes are JSON that reports nothing, or no JSON.
    #[must_use]
    pub fn parse(body: &[u8]) -> Option<Self> {
        Self::of_value(&serde_json::from_slice(body).ok()?)
    }

    /// Reads the body of a failure, which may be anything. Plain text is the message; of a web page
    /// nothing is kept.
    #[must_use]
    pub fn of_body(body: &[u8]) -> Self {
        Self::parse(body).unwrap_or_else(|| Self { message: plain_text(body), ..Self::default() })
    }

    /// Reads a record that is an error by its name, so that its data may be the bare error.
    pub(crate) fn of_error_record(data: &[u8]) -> Self {
        let bare = || serde_json::from_slice(data).ok().map(|error| Self::of_error(&error));
        Self::parse(data).or_else(bare).unwrap_or_else(|| Self::of_body(data))
    }

    pub(crate) fn of_value(value: &Value) -> Option<Self> {
        match value {
            Value::Array(list) => list.first().filter(|v| v.is_object()).and_then(Self::of_value),
            Value::Object(fields) => match fields.get("error") {
                Some(error) if is_something(error) => Some(Self::of_error(error)),
                _ if is_flat(fields) => Some(Self::of_fields(fields)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Reads what stands under `error`.
    pub(crate) fn of_error(error: &Value) -> Self {
        match error {
            Value::Object(fields) => Self::of_fields(fields),
            Value::String(text) => Self { message: Some(text.clone()), ..Self::default() },
            _ => Self::default(),
        }
    }

    fn of_fields(fields: &Map<String, Value>) -> Self {
        let metadata = fields.get("metadata");
        let mut report = Self {
            code: scalar(fields.get("code")),
            kind: scalar(fields.get("type")).filter(|kind| kind != "error"),
            inner_code: inner_code(fields),
            param: scalar(fields.get("param")),
            message: None,
            status: status(fields),
            moderated: metadata.is_some_and(is_moderation),
        };
        let said = ["message", "detail"].iter().find_map(|name| fields.get(*name));
        report.read_message(said);
        report
    }

    fn read_message(&mut self, said: Option<&Value>) {
        match said {
            Some(Value::String(text)) => self.message = Some(text.clone()),
            Some(Value::Object(nested)) => self.read_message(nested.get("detail")),
            Some(Value::Array(complaints)) => self.read_complaints(complaints),
            _ => {}
        }
    }

    /// Validation complaints: `[{"loc": ["body", "seed"], "msg": …, "type": …}]`. The first counts.
    fn read_complaints(&mut self, complaints: &[Value]) {
        let Some(first) = complaints.first() else {
            return;
        };
        self.message = scalar(first.get("msg"));
        self.param = self.param.take().or_else(|| location(first.get("loc")));
        self.inner_code = self.inner_code.take().or_else(|| scalar(first.get("type")));
    }
}

impl fmt::Debug for Report {
    /// Sizes and presence; never what was said.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("status", &self.status)
            .field("has_code", &self.code.is_some())
            .field("message_bytes", &self.message.as_deref().map(str::len))
            .finish_non_exhaustive()
    }
}

/// Whether a value under `error` reports anything. An empty one is sent along with good answers.
pub(crate) fn is_something(error: &Value) -> bool {
    match error {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => true,
    }
}

/// Whether an object without `error` is a report all the same.
fn is_flat(fields: &Map<String, Value>) -> bool {
    let is_error = |name| fields.get(name).is_some_and(|value| value == "error");
    let says = |name| fields.get(name).is_some_and(|value| value.is_string() || value.is_array());
    let speaks = says("message") || says("detail");
    is_error("type") || is_error("object") || (speaks && !fields.contains_key("choices"))
}

/// A string that is not empty, or a whole number written as one.
fn scalar(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn status(fields: &Map<String, Value>) -> Option<u16> {
    ["raw_status_code", "statusCode", "code", "status"]
        .iter()
        .filter_map(|name| scalar(fields.get(*name))?.parse().ok())
        .find(|status| (400..600).contains(status))
}

fn inner_code(fields: &Map<String, Value>) -> Option<String> {
    let inside = |outer: &str, name: &str| scalar(fields.get(outer)?.get(name));
    inside("metadata", "error_type").or_else(|| inside("innererror", "code"))
}

fn is_moderation(metadata: &Value) -> bool {
    let has = |name| metadata.get(name).is_some_and(is_something);
    has("reasons") || has("flagged_input")
}

/// `["body", "messages", 0, "role"]` as `messages.0.role`.
fn location(place: Option<&Value>) -> Option<String> {
    let path: Vec<String> =
        place?.as_array()?.iter().filter_map(|step| scalar(Some(step))).collect();
    let path = path.strip_prefix(&["body".to_owned()]).unwrap_or(&path);
    (!path.is_empty()).then(|| path.join("."))
}

/// Text that is neither a web page nor broken JSON.
fn plain_text(body: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(body) {
        Ok(text) => text,
        Err(cut) => std::str::from_utf8(body.get(..cut.valid_up_to())?).ok()?,
    };
    let text = text.trim();
    (!text.is_empty() && !text.starts_with(['<', '{', '['])).then(|| text.to_owned())
}
