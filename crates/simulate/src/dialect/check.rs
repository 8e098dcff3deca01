//! What a real provider refuses before any model is asked.

use bytes::Bytes;
use osier_core::Request;

use super::stamp::rfc3339;
use super::{Dialect, Headers, Reply, Stamp, anthropic, json, ollama, openai};
use crate::script::begun;

/// A chat request that a provider would take.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) request: Request,
    pub(crate) model: String,
    pub(crate) stream: bool,
    pub(crate) include_usage: bool,
}

/// Reads a chat request, or answers it with what is wrong.
///
/// `deployment` is the model the path named; `version` the header `anthropic-version`.
pub(crate) fn check(
    dialect: Dialect,
    body: &Bytes,
    deployment: Option<String>,
    version: Option<&str>,
    stamp: &Stamp,
) -> Result<Ask, Reply> {
    let number = stamp.number;
    let request = Request::parse(body.clone()).map_err(|_| not_json(dialect, body, number))?;
    let model = deployment.or_else(|| request.model().map(std::borrow::Cow::into_owned));
    let model = model.ok_or_else(|| no_model(dialect, number))?;
    let has_messages = request.get("messages").is_some_and(|list| list.starts_with(b"["));
    match dialect {
        Dialect::OpenAi | Dialect::Azure if !has_messages => return Err(no_messages()),
        Dialect::Anthropic => check_anthropic(&request, has_messages, version, number)?,
        Dialect::Ollama if !has_messages || request.get("messages").is_some_and(|m| m == "[]") => {
            return Err(loaded(&model, stamp.created));
        }
        _ => {}
    }
    let stream = match dialect {
        Dialect::Ollama => request.get("stream").is_none_or(|stream| stream != "false"),
        _ => request.wants_stream(),
    };
    let include_usage = request.wants_usage_event();
    Ok(Ask { request, model, stream, include_usage })
}

fn check_anthropic(
    request: &Request,
    has_messages: bool,
    version: Option<&str>,
    number: u64,
) -> Result<(), Reply> {
    const SAMPLING: [&str; 3] = ["temperature", "top_p", "top_k"];
    let wrong = |message: &str| Err(anthropic::error(400, INVALID, message, number));
    let Some(version) = version else {
        return wrong("anthropic-version: header is required");
    };
    if !request.has("max_tokens") {
        return wrong("max_tokens: Field required");
    }
    if !has_messages {
        return wrong("messages: Field required");
    }
    if begun(request).is_some_and(|begun| begun.ends_with(char::is_whitespace)) {
        return wrong("messages: final assistant content cannot end with trailing whitespace");
    }
    let sampling = SAMPLING.iter().find(|name| request.has(name));
    match sampling.filter(|_| version >= "2026-10-21") {
        Some(name) => wrong(&format!("{name}: Extra inputs are not permitted")),
        None => Ok(()),
    }
}

const INVALID: &str = "invalid_request_error";

fn openai_reply(message: &str, param: Option<&str>, code: Option<&str>) -> Reply {
    let body = openai::error(message, INVALID, param, code);
    Reply::json(400, body, Headers::new())
}

fn not_json(dialect: Dialect, body: &Bytes, number: u64) -> Reply {
    match dialect {
        Dialect::OpenAi | Dialect::Azure => {
            openai_reply("We could not parse the JSON body of your request.", None, None)
        }
        Dialect::Anthropic => {
            anthropic::error(400, INVALID, "The request body is not valid JSON", number)
        }
        Dialect::Ollama if body.is_empty() => ollama::error(400, "missing request body"),
        Dialect::Ollama => ollama::error(400, "invalid JSON in the request body"),
    }
}

fn no_model(dialect: Dialect, number: u64) -> Reply {
    match dialect {
        Dialect::OpenAi | Dialect::Azure => {
            openai_reply("you must provide a model parameter", None, None)
        }
        Dialect::Anthropic => anthropic::error(400, INVALID, "model: Field required", number),
        Dialect::Ollama => ollama::error(400, "model is required"),
    }
}

fn no_messages() -> Reply {
    openai_reply(
        "Missing required parameter: 'messages'.",
        Some("messages"),
        Some("missing_required_parameter"),
    )
}

/// Ollama takes a request without messages as one to load the model.
fn loaded(model: &str, created: u64) -> Reply {
    let (model, created) = (json::text(model), rfc3339(created));
    let body = format!(
        r#"{{"model":{model},"created_at":"{created}","message":{{"role":"assistant","content":""}},"done":true,"done_reason":"load"}}"#
    );
    Reply::json(200, body, Headers::new())
}
