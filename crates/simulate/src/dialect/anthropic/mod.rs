//! Anthropic: named server-sent events, one content block after another.

mod blocks;
mod problem;

use osier_core::{FinishReason, Usage};

use super::{Headers, Stamp, json};
use crate::script::{Said, SaidCall};

pub(super) use blocks::pieces;
pub(super) use problem::{error, problem};

pub(super) const PING: &[u8] = b"event: ping\ndata: {\"type\": \"ping\"}\n\n";

const RESET: &str = "2026-11-22T12:00:00Z";
const LIMITS: [(&str, &str); 12] = [
    ("anthropic-ratelimit-requests-limit", "1000"),
    ("anthropic-ratelimit-requests-remaining", "999"),
    ("anthropic-ratelimit-requests-reset", RESET),
    ("anthropic-ratelimit-tokens-limit", "1000"),
    ("anthropic-ratelimit-tokens-remaining", "999"),
    ("anthropic-ratelimit-tokens-reset", RESET),
    ("anthropic-ratelimit-input-tokens-limit", "1000"),
    ("anthropic-ratelimit-input-tokens-remaining", "999"),
    ("anthropic-ratelimit-input-tokens-reset", RESET),
    ("anthropic-ratelimit-output-tokens-limit", "1000"),
    ("anthropic-ratelimit-output-tokens-remaining", "999"),
    ("anthropic-ratelimit-output-tokens-reset", RESET),
];

pub(super) fn headers(number: u64) -> Headers {
    let limits = LIMITS.map(|(name, value)| (name, value.to_owned()));
    std::iter::once(request_id(number)).chain(limits).collect()
}

fn request_id(number: u64) -> (&'static str, String) {
    ("request-id", format!("req_011Sim{number}"))
}

pub(super) fn whole(said: &Said, stamp: &Stamp) -> String {
    let content = whole_blocks(said).join(",");
    let stop = stop(said);
    let (input, output) = (input(&said.usage), said.usage.completion);
    let thinking = said.usage.reasoning;
    let start = message_start(stamp);
    format!(
        r#"{{{start},"content":[{content}],{stop},"usage":{{{input},"output_tokens":{output},"output_tokens_details":{{"thinking_tokens":{thinking}}},"service_tier":"standard"}}}}"#
    )
}

fn message_start(stamp: &Stamp) -> String {
    let (number, model) = (stamp.number, json::text(&stamp.model));
    format!(r#""id":"msg_S{number}","type":"message","role":"assistant","model":{model}"#)
}

fn whole_blocks(said: &Said) -> Vec<String> {
    let mut blocks = Vec::new();
    if !said.thinking.is_empty() {
        let thinking = json::joined(&said.thinking);
        blocks.push(format!(
            r#"{{"type":"thinking","thinking":{thinking},"signature":"{SIGNATURE}"}}"#
        ));
    }
    if !said.text.is_empty() {
        let text = json::joined(&said.text);
        blocks.push(format!(r#"{{"type":"text","text":{text}}}"#));
    }
    for (index, call) in said.calls.iter().enumerate() {
        blocks.push(tool_use(index, call, json::object(&call.arguments)));
    }
    blocks
}

fn tool_use(index: usize, call: &SaidCall, input: &str) -> String {
    let default = || format!("toolu_{}", index + 1);
    let id = json::text(&call.id.clone().unwrap_or_else(default));
    let name = json::text(&call.name);
    format!(r#"{{"type":"tool_use","id":{id},"name":{name},"input":{input}}}"#)
}

/// A stand-in for the proof that a model's thinking is its own.
const SIGNATURE: &str = "c2ln";

/// Tokens read: here the cached ones are not part of the others.
fn input(usage: &Usage) -> String {
    let (written, read) = (usage.cache_write, usage.cached);
    let input = usage.prompt.saturating_sub(written + read);
    format!(
        r#""input_tokens":{input},"cache_creation_input_tokens":{written},"cache_read_input_tokens":{read}"#
    )
}

/// Why it ended. A refusal's words are told here; the content stays empty.
fn stop(said: &Said) -> String {
    let refused = !said.refusal.is_empty();
    let reason = match said.finish {
        _ if refused => "refusal",
        FinishReason::Length => "max_tokens",
        FinishReason::ToolCalls | FinishReason::FunctionCall => "tool_use",
        FinishReason::ContentFilter => "refusal",
        _ => "end_turn",
    };
    let details = match reason {
        "refusal" => {
            let words = json::joined(&said.refusal);
            format!(r#","stop_details":{{"type":"refusal","category":null,"explanation":{words}}}"#)
        }
        _ => String::new(),
    };
    format!(r#""stop_reason":"{reason}","stop_sequence":null{details}"#)
}
