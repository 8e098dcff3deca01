//! The rare path: an event that would break clients is rewritten.

use bytes::Bytes;
use osier_core::{Error, FinishReason};
use serde_json::{Map, Value};

use super::calls::Place;
use super::malformed;
use crate::error::Report;
use crate::parts;

/// What is to be done to an event besides what it shows itself.
pub(super) struct Orders {
    /// The choices that begin here without saying who speaks, as bits.
    pub(super) silent: u64,
    /// Whether its usage must not be beside choices.
    pub(super) split_usage: bool,
    /// Whether its choices had ended before it.
    pub(super) ended: bool,
    /// Where the pieces of its tool calls belong, in order.
    pub(super) places: Vec<Place>,
}

/// The event as clients expect it, and its usage as one of its own if an answer ends with it.
pub(super) fn repair(data: &[u8], orders: Orders) -> Result<(Bytes, Option<Bytes>), Error> {
    let Ok(Value::Object(mut chunk)) = serde_json::from_slice(data) else {
        return Err(malformed("an event is not a JSON object"));
    };
    let Orders { silent, split_usage, ended, places } = orders;
    let usage = split_usage.then(|| chunk.remove("usage")).flatten();
    let mut places = places.into_iter();
    let choices = chunk.entry("choices").or_insert(Value::Null);
    match choices {
        Value::Array(choices) => {
            for (position, choice) in choices.iter_mut().enumerate() {
                repair_choice(position, choice, silent, &mut places);
            }
        }
        _ => *choices = Value::Array(Vec::new()),
    }
    let ends = choices.as_array().is_some_and(|choices| choices.iter().any(has_ended));
    let repaired = Value::Object(chunk.clone()).to_string();
    let usage = usage.filter(|_| ends || ended).map(|usage| usage_chunk(chunk, usage));
    Ok((repaired.into(), usage.map(Bytes::from)))
}

/// The chunk after the last: what the answer cost. Running totals before the end are left out.
fn usage_chunk(mut chunk: Map<String, Value>, usage: Value) -> String {
    chunk.insert("choices".into(), Value::Array(Vec::new()));
    chunk.insert("usage".into(), usage);
    Value::Object(chunk).to_string()
}

fn has_ended(choice: &Value) -> bool {
    choice.get("finish_reason").is_some_and(Value::is_string)
}

/// What a choice reports of its own failure.
pub(super) fn report_in_choice(data: &[u8]) -> Option<Report> {
    let chunk: Value = serde_json::from_slice(data).ok()?;
    let choices = chunk.get("choices")?.as_array()?;
    choices.iter().find_map(|choice| choice.get("error")).map(Report::of_error)
}

fn repair_choice(
    position: usize,
    choice: &mut Value,
    silent: u64,
    places: &mut impl Iterator<Item = Place>,
) {
    let Some(choice) = choice.as_object_mut() else {
        return;
    };
    if choice.get("index").and_then(Value::as_u64).is_none() {
        choice.insert("index".into(), position.into());
    }
    repair_reason(choice);
    if choice.get("delta").and_then(Value::as_object).is_none() {
        // Some servers send a whole message in place of a delta.
        let message = choice.remove("message").filter(Value::is_object);
        choice.insert("delta".into(), message.unwrap_or_else(|| Map::new().into()));
    }
    let index = choice.get("index").and_then(Value::as_u64).unwrap_or_default();
    if let Some(delta) = choice.get_mut("delta").and_then(Value::as_object_mut) {
        repair_delta(delta, places);
        let begins = silent >> index.min(63) & 1 == 1;
        if begins && !delta.get("role").is_some_and(Value::is_string) {
            delta.insert("role".into(), "assistant".into());
        }
    }
}

fn repair_reason(choice: &mut Map<String, Value>) {
    let reason = match choice.get("finish_reason").and_then(Value::as_str) {
        Some("") => Value::Null,
        Some(name) => FinishReason::from_name(name).name().into(),
        None => return,
    };
    choice.insert("finish_reason".into(), reason);
}

fn repair_delta(delta: &mut Map<String, Value>, places: &mut impl Iterator<Item = Place>) {
    if delta.get("role").is_some_and(|role| role == "") {
        delta.remove("role");
    }
    parts::flatten_content(delta);
    let Some(pieces) = delta.get_mut("tool_calls").and_then(Value::as_array_mut) else {
        return;
    };
    for piece in pieces.iter_mut().filter_map(Value::as_object_mut) {
        match places.next() {
            Some(place) => repair_piece(piece, place),
            None => return,
        }
    }
}

fn repair_piece(piece: &mut Map<String, Value>, place: Place) {
    piece.insert("index".into(), place.index.into());
    if place.knows_id {
        piece.remove("id");
    }
    if let Some(id) = place.made_id {
        piece.insert("id".into(), id.into());
        if piece.contains_key("function") {
            piece.entry("type").or_insert_with(|| "function".into());
        }
    }
    if place.knows_id || place.knows_name {
        piece.remove("type");
    }
    if let Some(function) = piece.get_mut("function").and_then(Value::as_object_mut) {
        if place.knows_name {
            function.remove("name");
        }
        parts::write_arguments(function, None);
    }
}
