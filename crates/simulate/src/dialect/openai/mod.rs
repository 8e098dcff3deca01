//! OpenAI: server-sent events without names, closed by `[DONE]`.

mod chunk;
mod problem;

use super::{Headers, Piece, Stamp, json};
use crate::script::{Said, SaidCall};

pub(super) use chunk::Chunks;
pub(super) use problem::{error, problem};

pub(super) const DONE: &[u8] = b"data: [DONE]\n\n";

pub(super) fn headers(number: u64) -> Headers {
    let fixed = [
        ("openai-processing-ms", "312"),
        ("x-ratelimit-limit-requests", "500"),
        ("x-ratelimit-remaining-requests", "499"),
        ("x-ratelimit-reset-requests", "120ms"),
        ("x-ratelimit-limit-tokens", "30000"),
        ("x-ratelimit-remaining-tokens", "29976"),
        ("x-ratelimit-reset-tokens", "48ms"),
    ];
    let owned = fixed.map(|(name, value)| (name, value.to_owned()));
    std::iter::once(request_id(number)).chain(owned).collect()
}

pub(super) fn request_id(number: u64) -> (&'static str, String) {
    ("x-request-id", format!("req_sim{number}"))
}

pub(super) fn pieces(said: &Said, stamp: &Stamp) -> Vec<Piece> {
    let mut pieces = Chunks::new(stamp).answer(said);
    pieces.push(Piece::terminator(DONE));
    pieces
}

pub(super) fn whole(said: &Said, stamp: &Stamp) -> String {
    let (start, message) = (identity(stamp, "chat.completion"), message(said));
    let (finish, usage) = (said.finish_name(), json::usage(&said.usage));
    format!(
        r#"{{{start},"choices":[{{"index":0,"message":{message},"logprobs":null,"finish_reason":"{finish}"}}],"usage":{usage},"service_tier":"default","system_fingerprint":"fp_s"}}"#
    )
}

/// The members every answer and chunk begins with.
pub(super) fn identity(stamp: &Stamp, object: &str) -> String {
    let (number, created, model) = (stamp.number, stamp.created, json::text(&stamp.model));
    format!(r#""id":"chatcmpl-S{number}","object":"{object}","created":{created},"model":{model}"#)
}

pub(super) fn message(said: &Said) -> String {
    let content = match (said.text.is_empty(), said.calls.is_empty(), said.refusal.is_empty()) {
        (true, true, true) => r#""""#.to_owned(),
        _ => json::joined(&said.text),
    };
    let refusal = json::joined(&said.refusal);
    let thinking = match said.thinking.is_empty() {
        true => String::new(),
        false => format!(r#","reasoning_content":{}"#, json::joined(&said.thinking)),
    };
    let calls: Vec<String> = said.calls.iter().enumerate().map(call).collect();
    let calls = match calls.is_empty() {
        true => String::new(),
        false => format!(r#","tool_calls":[{}]"#, calls.join(",")),
    };
    format!(
        r#"{{"role":"assistant","content":{content},"refusal":{refusal},"annotations":[]{thinking}{calls}}}"#
    )
}

fn call((index, call): (usize, &SaidCall)) -> String {
    let (id, name) = (call_id(index, call), json::text(&call.name));
    let arguments = json::text(&call.arguments);
    format!(
        r#"{{"id":{id},"type":"function","function":{{"name":{name},"arguments":{arguments}}}}}"#
    )
}

fn call_id(index: usize, call: &SaidCall) -> String {
    let default = || format!("call_{}", index + 1);
    json::text(&call.id.clone().unwrap_or_else(default))
}
