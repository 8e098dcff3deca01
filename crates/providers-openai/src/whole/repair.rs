//! The rare path: an answer that would break clients is put right, or is the error it really is.

use bytes::Bytes;
use osier_core::adapter::Call;
use osier_core::{Error, ErrorKind, FinishReason, Secret};
use serde_json::{Map, Value};

use crate::error::Report;
use crate::parts::{self, Identities};

/// An answer as clients expect it.
pub(super) fn repair(call: &Call<'_>, body: &[u8], key: Option<&Secret>) -> Result<Bytes, Error> {
    let Ok(mut answer) = serde_json::from_slice::<Value>(body) else {
        return Err(malformed("the answer is not JSON"));
    };
    if let Some(report) = Report::of_value(&answer) {
        return Err(report.error_in_answer(key));
    }
    let Some(fields) = answer.as_object_mut() else {
        return Err(malformed("the answer is not a JSON object"));
    };
    fill_identity(call, fields);
    let choices = fields.get_mut("choices").and_then(Value::as_array_mut);
    let Some(choices) = choices.filter(|choices| !choices.is_empty()) else {
        return Err(malformed("the answer has no choices"));
    };
    let mut identities = Identities::of(call.id);
    for (position, choice) in choices.iter_mut().enumerate() {
        repair_choice(position, choice, &mut identities, key)?;
    }
    Ok(answer.to_string().into())
}

fn fill_identity(call: &Call<'_>, fields: &mut Map<String, Value>) {
    fields.insert("object".into(), "chat.completion".into());
    fill_name(fields, "id", call.id);
    fill_name(fields, "model", call.request.model().as_deref().unwrap_or("unknown"));
    let created = fields.get("created").and_then(whole_number);
    fields.insert("created".into(), created.unwrap_or(call.unix_time).into());
    // Empty, or the answer would have been taken for what it reports.
    fields.remove("error");
}

fn fill_name(fields: &mut Map<String, Value>, name: &str, value: &str) {
    if !has_name(fields, name) {
        fields.insert(name.into(), value.into());
    }
}

fn has_name(fields: &Map<String, Value>, name: &str) -> bool {
    fields.get(name).and_then(Value::as_str).is_some_and(|text| !text.is_empty())
}

/// A number of seconds, also one with a fraction.
fn whole_number(value: &Value) -> Option<u64> {
    let seconds = std::time::Duration::try_from_secs_f64(value.as_f64()?).ok()?;
    value.as_u64().or(Some(seconds.as_secs()))
}

fn repair_choice(
    position: usize,
    choice: &mut Value,
    identities: &mut Identities,
    key: Option<&Secret>,
) -> Result<(), Error> {
    let Some(choice) = choice.as_object_mut() else {
        return Err(malformed("a choice is not an object"));
    };
    let reason = choice.get("finish_reason").and_then(Value::as_str);
    let Some(reason) = reason.filter(|name| !name.is_empty()).map(FinishReason::from_name) else {
        return Err(Error::new(ErrorKind::Cut).with_note("a choice has no finish reason"));
    };
    if reason == FinishReason::Error {
        let report = choice.get("error").map(Report::of_error);
        return Err(report.unwrap_or_default().error_in_answer(key));
    }
    choice.insert("finish_reason".into(), reason.name().into());
    choice.entry("logprobs").or_insert(Value::Null);
    if choice.get("index").and_then(Value::as_u64).is_none() {
        choice.insert("index".into(), position.into());
    }
    match choice.get_mut("message").and_then(Value::as_object_mut) {
        Some(message) => repair_message(message, identities),
        None => Err(malformed("a choice has no message")),
    }
}

fn repair_message(
    message: &mut Map<String, Value>,
    identities: &mut Identities,
) -> Result<(), Error> {
    message.insert("role".into(), "assistant".into());
    parts::flatten_content(message);
    message.entry("content").or_insert(Value::Null);
    let calls = match message.get_mut("tool_calls") {
        Some(Value::Array(calls)) => calls,
        Some(Value::Null) | None => return Ok(()),
        Some(_) => return Err(malformed("the tool calls are not a list")),
    };
    for call in calls {
        let Some(call) = call.as_object_mut() else {
            return Err(malformed("a tool call is not an object"));
        };
        repair_call(call)?;
        if !has_name(call, "id") {
            call.insert("id".into(), identities.make().into());
        }
    }
    Ok(())
}

/// A call of a function, or of another type, which is passed on as it is.
fn repair_call(call: &mut Map<String, Value>) -> Result<(), Error> {
    let typed = call.get("type").is_some_and(Value::is_string);
    match call.get_mut("function") {
        Some(Value::Object(function)) => {
            // A call without arguments is written as one with none.
            parts::write_arguments(function, Some("{}"));
            if !typed {
                call.insert("type".into(), "function".into());
            }
            Ok(())
        }
        Some(Value::Null) | None if typed => Ok(()),
        _ => Err(malformed("a tool call calls nothing")),
    }
}

fn malformed(note: &str) -> Error {
    Error::new(ErrorKind::Malformed).with_note(note)
}
