//! Which path is what.

use super::{Dialect, Headers, Reply, anthropic, azure, json, ollama, openai};

/// What a request is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// A chat; on Azure the path may name the deployment.
    Chat { deployment: Option<String> },
    /// A free request: lists of models, versions.
    Probe(Reply),
    /// No such path, or not with this method.
    Unknown(Reply),
}

/// Where a request goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    /// Which request of the server it is, from 1.
    pub(crate) number: u64,
}

/// What a request is for.
pub(crate) fn route(dialect: Dialect, target: Target<'_>, models: &[String]) -> Route {
    let Target { method, path, query, number: _ } = target;
    match (chat(dialect, path, query), method) {
        (Some(chat), "POST") => chat,
        (Some(_), _) => Route::Unknown(wrong_method(dialect, target)),
        (None, "GET") => match probe(dialect, path, models) {
            Some(reply) => Route::Probe(reply),
            None => Route::Unknown(unknown(dialect, target)),
        },
        (None, _) => Route::Unknown(unknown(dialect, target)),
    }
}

fn chat(dialect: Dialect, path: &str, query: &str) -> Option<Route> {
    let plain = match dialect {
        Dialect::OpenAi => "/v1/chat/completions",
        Dialect::Azure => "/openai/v1/chat/completions",
        Dialect::Anthropic => "/v1/messages",
        Dialect::Ollama => "/api/chat",
    };
    if path == plain {
        return Some(Route::Chat { deployment: None });
    }
    let inner = path.strip_prefix("/openai/deployments/")?;
    let name = inner.strip_suffix("/chat/completions")?;
    let versioned = query.split('&').any(|pair| pair.starts_with("api-version="));
    let fits = dialect == Dialect::Azure && versioned && !name.is_empty() && !name.contains('/');
    let deployment = Some(name.to_owned());
    fits.then_some(Route::Chat { deployment })
}

fn probe(dialect: Dialect, path: &str, models: &[String]) -> Option<Reply> {
    let body = match (dialect, path) {
        (Dialect::OpenAi, "/v1/models")
        | (Dialect::Azure, "/openai/v1/models" | "/openai/models" | "/openai/deployments") => {
            format!(r#"{{"object":"list","data":[{}]}}"#, each(models, openai_model))
        }
        (Dialect::OpenAi, "/health") => r#"{"status":"ok"}"#.to_owned(),
        (Dialect::OpenAi, path) => openai_model(named(path, models)?),
        (Dialect::Anthropic, "/v1/models") => anthropic_models(models),
        (Dialect::Anthropic, path) => anthropic_model(named(path, models)?),
        (Dialect::Ollama, "/api/tags" | "/api/ps") => {
            format!(r#"{{"models":[{}]}}"#, each(models, ollama_model))
        }
        (Dialect::Ollama, "/api/version") => r#"{"version":"0.12.6"}"#.to_owned(),
        (Dialect::Ollama, "/") => return Some(Reply::plain(200, "Ollama is running")),
        _ => return None,
    };
    Some(Reply::json(200, body, Headers::new()))
}

fn named<'a>(path: &str, models: &'a [String]) -> Option<&'a String> {
    let name = path.strip_prefix("/v1/models/")?;
    models.iter().find(|model| *model == name)
}

fn each(models: &[String], write: fn(&str) -> String) -> String {
    models.iter().map(|model| write(model)).collect::<Vec<_>>().join(",")
}

fn openai_model(model: &str) -> String {
    let id = json::text(model);
    format!(r#"{{"id":{id},"object":"model","created":1795000000,"owned_by":"system"}}"#)
}

fn anthropic_model(model: &str) -> String {
    let id = json::text(model);
    format!(
        r#"{{"type":"model","id":{id},"display_name":{id},"created_at":"2026-11-18T11:06:40Z"}}"#
    )
}

fn anthropic_models(models: &[String]) -> String {
    let data = each(models, anthropic_model);
    let first = json::maybe(models.first().map(String::as_str));
    let last = json::maybe(models.last().map(String::as_str));
    format!(r#"{{"data":[{data}],"has_more":false,"first_id":{first},"last_id":{last}}}"#)
}

fn ollama_model(model: &str) -> String {
    let name = json::text(model);
    format!(
        r#"{{"name":{name},"model":{name},"modified_at":"2026-11-18T11:06:40Z","size":4000000000,"digest":"5150","details":{{"format":"gguf","family":"sim","parameter_size":"8B","quantization_level":"Q4_0"}}}}"#
    )
}

fn unknown(dialect: Dialect, target: Target<'_>) -> Reply {
    let Target { method, path, .. } = target;
    match dialect {
        Dialect::OpenAi => openai_reply(404, &format!("Invalid URL ({method} {path})")),
        Dialect::Azure => {
            let body = azure::coded("404", "Resource not found");
            Reply::json(404, body, Headers::new())
        }
        Dialect::Anthropic => anthropic::error(404, "not_found_error", "Not Found", target.number),
        Dialect::Ollama => Reply::plain(404, "404 page not found"),
    }
}

fn wrong_method(dialect: Dialect, target: Target<'_>) -> Reply {
    let message = format!("Not allowed to {} on {}.", target.method, target.path);
    match dialect {
        Dialect::OpenAi | Dialect::Azure => openai_reply(405, &message),
        Dialect::Anthropic => {
            anthropic::error(405, "invalid_request_error", &message, target.number)
        }
        Dialect::Ollama => ollama::error(405, "method not allowed"),
    }
}

fn openai_reply(status: u16, message: &str) -> Reply {
    let body = openai::error(message, "invalid_request_error", None, None);
    Reply::json(status, body, Headers::new())
}
