//! The failures of OpenAI, in its own shapes.

use super::request_id;
use crate::dialect::{Reply, Stamp, json};
use crate::script::Preset;

pub(in crate::dialect) fn problem(preset: Preset, stamp: &Stamp) -> Reply {
    let (message, kind) = words(preset, &stamp.model);
    let body = match preset {
        Preset::GatewayTimeout => format!(
            r#"{{"error":{{"code":524,"message":{},"param":null,"type":"{kind}"}}}}"#,
            json::text(&message)
        ),
        Preset::Loading => {
            r#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#
                .to_owned()
        }
        _ => error(&message, kind, param(preset), code(preset)),
    };
    let mut problem = Reply::json(preset.status(), body, vec![request_id(stamp.number)]);
    if let Preset::RateLimited | Preset::FlatRateLimited = preset {
        for (name, value) in WAIT {
            problem.set(name, value.to_owned());
        }
    }
    problem
}

const WAIT: [(&str, &str); 6] = [
    ("retry-after", "3"),
    ("retry-after-ms", "2730"),
    ("x-ratelimit-limit-tokens", "30000"),
    ("x-ratelimit-remaining-requests", "499"),
    ("x-ratelimit-remaining-tokens", "0"),
    ("x-ratelimit-reset-tokens", "2.73s"),
];

/// An error body.
pub(in crate::dialect) fn error(
    message: &str,
    kind: &str,
    param: Option<&str>,
    code: Option<&str>,
) -> String {
    let (message, param, code) = (json::text(message), json::maybe(param), json::maybe(code));
    format!(r#"{{"error":{{"message":{message},"type":"{kind}","param":{param},"code":{code}}}}}"#)
}

fn code(preset: Preset) -> Option<&'static str> {
    match preset {
        Preset::FlatRateLimited => Preset::RateLimited.code(),
        Preset::FlatAuth => Preset::Auth.code(),
        preset => preset.code(),
    }
}

/// Where only the text tells which field is to blame, there is none.
fn param(preset: Preset) -> Option<&'static str> {
    preset.param().filter(|_| preset != Preset::ToolsWithReasoning)
}

/// What it says, and the type it gives.
fn words(preset: Preset, model: &str) -> (String, &'static str) {
    const INVALID: &str = "invalid_request_error";
    match preset {
        Preset::RateLimited | Preset::FlatRateLimited => (
            format!(
                "Rate limit reached for {model} in organization org-x on tokens per min (TPM): Limit 30000, Used 29800, Requested 1565. Please try again in 2.73s."
            ),
            "tokens",
        ),
        Preset::TooLarge => (
            format!(
                "Request too large for {model} in organization org-x on tokens per min (TPM): Limit 30000, Requested 45210. The input or output tokens must be reduced in order to run successfully."
            ),
            "tokens",
        ),
        Preset::ModelNotFound => (
            format!("The model `{model}` does not exist or you do not have access to it."),
            INVALID,
        ),
        Preset::ToolsWithReasoning => (
            format!(
                "Function tools with reasoning_effort are not supported for {model} in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'."
            ),
            INVALID,
        ),
        other => {
            let (message, kind) = plain_words(other);
            (message.to_owned(), kind)
        }
    }
}

fn plain_words(preset: Preset) -> (&'static str, &'static str) {
    const INVALID: &str = "invalid_request_error";
    match preset {
        // They differ in nothing but the code.
        Preset::Quota
        | Preset::CreditBalance
        | Preset::SpendLimit
        | Preset::ProjectSpendLimit
        | Preset::UsageLimit => (
            "You exceeded your current quota, please check your plan and billing details.",
            "insufficient_quota",
        ),
        Preset::Overloaded => {
            ("The server is overloaded. Please try again later.", "service_unavailable_error")
        }
        Preset::Auth | Preset::FlatAuth => ("Incorrect API key provided: sk-bad.", INVALID),
        Preset::Forbidden => ("Country, region, or territory not supported", "request_forbidden"),
        Preset::ContextLength => (
            "This model's maximum context length is 128000 tokens. However, your messages resulted in 130021 tokens. Please reduce the length of the messages.",
            INVALID,
        ),
        Preset::UnsupportedParameter => (
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            INVALID,
        ),
        Preset::UnsupportedValue => (
            "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
            INVALID,
        ),
        Preset::ContentFilter => {
            ("Your request was rejected as a result of our safety system.", INVALID)
        }
        Preset::InvalidRequest => ("Invalid value.", INVALID),
        Preset::GatewayTimeout => ("Gateway timeout.", "cf_gateway_timeout"),
        _ => (
            "The server had an error while processing your request. Sorry about that!",
            "server_error",
        ),
    }
}
