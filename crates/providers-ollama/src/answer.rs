//! From a whole answer to a chat completion.

use osier_core::adapter::Call;
use osier_core::{Completion, Error, ErrorKind, Secret};
use serde_json::{Map, Value, json};

use crate::calls::Calls;
use crate::reply::{Called, Reply, Said};
use crate::time::Stamp;

/// Reads a body that came with a success status.
pub(crate) fn decode(
    call: &Call<'_>,
    body: &[u8],
    key: Option<&Secret>,
) -> Result<Completion, Error> {
    let reply = Reply::read(body, key)?;
    if !reply.is_done() {
        return Err(Error::new(ErrorKind::Cut).with_note("the answer does not say that it is done"));
    }
    let stamp = stamp(&reply, call.unix_time);
    let mut calls = Calls::of(stamp);
    let message = message(reply.message.as_ref(), &mut calls);
    Ok(Completion::of_message(
        &id(call),
        stamp.seconds,
        model(&reply, &call.request.model().unwrap_or_default()),
        &message,
        reply.finish_reason(calls.any())?,
        Some(reply.usage()),
    ))
}

/// The identity of the answer: the server gives it none.
pub(crate) fn id(call: &Call<'_>) -> String {
    format!("chatcmpl-{}", call.id)
}

/// The model that answered, else the one that was asked.
pub(crate) fn model<'a>(reply: &'a Reply<'_>, asked: &'a str) -> &'a str {
    let named = reply.model.as_deref().filter(|model| !model.is_empty());
    named.unwrap_or(asked)
}

/// When it answered, by its own clock, else by ours.
pub(crate) fn stamp(reply: &Reply<'_>, unix_time: u64) -> Stamp {
    let ours = Stamp { seconds: unix_time, nanos: 0 };
    reply.created_at.as_deref().and_then(Stamp::parse).unwrap_or(ours)
}

fn message(said: Option<&Said<'_>>, calls: &mut Calls) -> Value {
    let text = said.and_then(|said| said.content.as_deref()).unwrap_or("");
    let thinking = said.and_then(|said| said.thinking.as_deref()).unwrap_or("");
    let called = said.and_then(|said| said.tool_calls.as_deref()).unwrap_or_default();
    let tool_calls: Vec<Value> = called.iter().map(|call| tool_call(call, calls)).collect();
    let content = Some(text).filter(|text| !text.is_empty() || tool_calls.is_empty());
    let mut message = Map::new();
    message.insert("role".into(), "assistant".into());
    message.insert("content".into(), json!(content));
    message.insert("refusal".into(), Value::Null);
    if !thinking.is_empty() {
        message.insert("reasoning_content".into(), thinking.into());
    }
    if !tool_calls.is_empty() {
        message.insert("tool_calls".into(), tool_calls.into());
    }
    message.into()
}

fn tool_call(call: &Called<'_>, calls: &mut Calls) -> Value {
    let (_, id) = calls.next(call);
    let function = json!({ "name": call.function.name, "arguments": call.function.arguments() });
    json!({ "id": id, "type": "function", "function": function })
}
