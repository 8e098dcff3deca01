//! From a whole message to a chat completion.

use std::borrow::Cow;

use osier_core::adapter::Call;
use osier_core::{Completion, Error, ErrorKind, Secret};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::error;
use crate::finish::{StopDetails, finish_reason};
use crate::usage::Counts;

/// Reads a body that came with a success status.
pub(crate) fn decode(
    call: &Call<'_>,
    body: &[u8],
    key: Option<&Secret>,
) -> Result<Completion, Error> {
    let kind = serde_json::from_slice::<Kind<'_>>(body).map_err(|_| malformed())?;
    if kind.kind == "error" {
        return Err(error::reported(body, key));
    }
    let message: Message<'_> = serde_json::from_slice(body).map_err(|_| malformed())?;
    message.into_completion(call)
}

/// What the object is.
#[derive(Deserialize)]
pub(crate) struct Kind<'a> {
    /// Its type.
    #[serde(rename = "type", borrow)]
    pub(crate) kind: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Message<'a> {
    id: Option<String>,
    model: Option<String>,
    #[serde(borrow)]
    content: Vec<&'a RawValue>,
    stop_reason: Option<String>,
    stop_details: Option<StopDetails>,
    usage: Option<Counts>,
}

#[derive(Deserialize)]
struct Text {
    text: String,
}

#[derive(Deserialize)]
struct Thinking {
    thinking: String,
}

#[derive(Deserialize)]
struct ToolUse<'a> {
    id: String,
    name: String,
    #[serde(borrow)]
    input: &'a RawValue,
}

/// What the blocks of a message say, sorted.
#[derive(Default)]
struct Said {
    text: Option<String>,
    thinking: String,
    calls: Vec<Value>,
}

impl Message<'_> {
    fn into_completion(self, call: &Call<'_>) -> Result<Completion, Error> {
        let Some(stop_reason) = &self.stop_reason else {
            return Err(Error::new(ErrorKind::Cut).with_note("the answer has no stop reason"));
        };
        let mut said = Said::default();
        for block in &self.content {
            said.add(block).map_err(|_| malformed())?;
        }
        let refusal = self.stop_details.and_then(|details| details.explanation);
        let refusal = refusal.filter(|_| stop_reason == "refusal");
        let id = self.id.filter(|id| !id.is_empty());
        let model = self.model.filter(|model| !model.is_empty());
        Ok(Completion::of_message(
            &id.unwrap_or_else(|| format!("chatcmpl-{}", call.id)),
            call.unix_time,
            &model.unwrap_or_else(|| call.request.model().unwrap_or_default().into_owned()),
            &said.into_message(refusal.as_deref()),
            finish_reason(stop_reason),
            self.usage.map(|counts| counts.to_usage()),
        ))
    }
}

impl Said {
    /// Blocks of other types hold nothing the dialect could show (thinking that was redacted), or
    /// belong to tools of the provider that no request from here switches on.
    fn add(&mut self, block: &RawValue) -> Result<(), serde_json::Error> {
        let json = block.get();
        match &*serde_json::from_str::<Kind<'_>>(json)?.kind {
            "text" => {
                let Text { text } = serde_json::from_str(json)?;
                self.text.get_or_insert_default().push_str(&text);
            }
            "thinking" => {
                let Thinking { thinking } = serde_json::from_str(json)?;
                self.thinking.push_str(&thinking);
            }
            "tool_use" => self.calls.push(tool_call(&serde_json::from_str(json)?)),
            _ => {}
        }
        Ok(())
    }

    fn into_message(self, refusal: Option<&str>) -> Value {
        let mut message = Map::new();
        message.insert("role".into(), "assistant".into());
        message.insert("content".into(), json!(self.text));
        message.insert("refusal".into(), json!(refusal));
        if !self.thinking.is_empty() {
            message.insert("reasoning_content".into(), self.thinking.into());
        }
        if !self.calls.is_empty() {
            message.insert("tool_calls".into(), self.calls.into());
        }
        message.into()
    }
}

fn tool_call(tool: &ToolUse<'_>) -> Value {
    let function = json!({ "name": tool.name, "arguments": tool.input.get() });
    json!({ "id": tool.id, "type": "function", "function": function })
}

fn malformed() -> Error {
    Error::new(ErrorKind::Malformed).with_note("the answer is not a message")
}
