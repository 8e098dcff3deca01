//! Ollama: one JSON object a line, the last of which is done.

use osier_core::FinishReason;

use super::stamp::rfc3339;
use super::{Headers, Piece, Reply, Stamp, json};
use crate::script::{Preset, Said, SaidCall};

pub(super) fn pieces(said: &Said, stamp: &Stamp) -> Vec<Piece> {
    let start = start(stamp);
    let line = |message: String| Piece::content(format!("{{{start},{message},\"done\":false}}\n"));
    let thinking = said.thinking.iter().map(|text| {
        let text = json::text(text);
        format!(r#""message":{{"role":"assistant","content":"","thinking":{text}}}"#)
    });
    let text = said.text.iter().chain(&said.refusal).map(|text| message(text, &[]));
    let calls = said.calls.iter().enumerate().map(call);
    let calls = calls.map(|call| message("", &[call]));
    let mut pieces: Vec<Piece> = thinking.chain(text).chain(calls).map(line).collect();
    let (message, end) = (message("", &[]), end(said));
    pieces.push(Piece::frame(format!("{{{start},{message},{end}}}\n")));
    pieces
}

pub(super) fn whole(said: &Said, stamp: &Stamp) -> String {
    let (start, end) = (start(stamp), end(said));
    let text = said.text.concat() + &said.refusal.concat();
    let calls: Vec<String> = said.calls.iter().enumerate().map(call).collect();
    let message = match said.thinking.is_empty() {
        true => message(&text, &calls),
        false => thinking_message(&text, &said.thinking.concat(), &calls),
    };
    format!("{{{start},{message},{end}}}")
}

fn start(stamp: &Stamp) -> String {
    let (model, created) = (json::text(&stamp.model), rfc3339(stamp.created));
    format!(r#""model":{model},"created_at":"{created}""#)
}

fn message(text: &str, calls: &[String]) -> String {
    let (text, calls) = (json::text(text), listed(calls));
    format!(r#""message":{{"role":"assistant","content":{text}{calls}}}"#)
}

fn thinking_message(text: &str, thinking: &str, calls: &[String]) -> String {
    let (text, thinking, calls) = (json::text(text), json::text(thinking), listed(calls));
    format!(r#""message":{{"role":"assistant","content":{text},"thinking":{thinking}{calls}}}"#)
}

fn listed(calls: &[String]) -> String {
    match calls {
        [] => String::new(),
        calls => format!(r#","tool_calls":[{}]"#, calls.join(",")),
    }
}

fn call((index, call): (usize, &SaidCall)) -> String {
    let default = || format!("call_{}", index + 1);
    let id = json::text(&call.id.clone().unwrap_or_else(default));
    let (name, arguments) = (json::text(&call.name), json::object(&call.arguments));
    format!(r#"{{"id":{id},"function":{{"index":{index},"name":{name},"arguments":{arguments}}}}}"#)
}

fn end(said: &Said) -> String {
    let reason = match said.finish {
        FinishReason::Length => "length",
        _ => "stop",
    };
    let (read, written) = (said.usage.prompt, said.usage.completion);
    format!(
        r#""done":true,"done_reason":"{reason}","total_duration":312000000,"load_duration":1000000,"prompt_eval_count":{read},"prompt_eval_duration":11000000,"eval_count":{written},"eval_duration":300000000"#
    )
}

pub(super) fn problem(preset: Preset, stamp: &Stamp) -> Reply {
    let model = &stamp.model;
    let (status, message) = match preset {
        Preset::RateLimited | Preset::FlatRateLimited => (429, "too many requests".to_owned()),
        Preset::Quota
        | Preset::CreditBalance
        | Preset::SpendLimit
        | Preset::ProjectSpendLimit
        | Preset::UsageLimit => (402, "you have reached your usage limit".to_owned()),
        Preset::Overloaded | Preset::Loading => (503, BUSY.to_owned()),
        Preset::Auth | Preset::FlatAuth => (401, "unauthorized".to_owned()),
        Preset::Forbidden => (403, "forbidden".to_owned()),
        Preset::ModelNotFound => (404, format!("model '{model}' not found")),
        Preset::ContextLength | Preset::TooLarge => (400, LONG.to_owned()),
        Preset::UnsupportedParameter | Preset::UnsupportedValue | Preset::ToolsWithReasoning => {
            (400, format!("\"{model}\" does not support tools"))
        }
        Preset::ContentFilter | Preset::InvalidRequest => (400, "invalid request".to_owned()),
        Preset::ServerError | Preset::BadGateway => (500, BROKEN.to_owned()),
        Preset::GatewayTimeout => (504, "timed out waiting for the runner".to_owned()),
    };
    error(status, &message)
}

pub(super) fn error(status: u16, message: &str) -> Reply {
    let body = format!(r#"{{"error":{}}}"#, json::text(message));
    Reply::json(status, body, Headers::new())
}

const BUSY: &str = "server busy, please try again.  maximum pending requests exceeded";
const LONG: &str = "the prompt is too long: the input length exceeds the context length";
const BROKEN: &str = "an error was encountered while running the model";
