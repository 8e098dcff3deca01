//! The failures of Anthropic, in its own shapes.

use super::request_id;
use crate::dialect::{Reply, Stamp, json};
use crate::script::Preset;

pub(in crate::dialect) fn problem(preset: Preset, stamp: &Stamp) -> Reply {
    let (status, kind, message) = words(preset);
    let message = match preset {
        Preset::ModelNotFound => format!("model: {}", stamp.model),
        _ => message.to_owned(),
    };
    let mut problem = detailed(status, kind, &message, details(preset), stamp.number);
    if let Preset::RateLimited | Preset::FlatRateLimited = preset {
        problem.set("retry-after", "12".to_owned());
    }
    problem
}

/// An error body with its headers.
pub(in crate::dialect) fn error(status: u16, kind: &str, message: &str, number: u64) -> Reply {
    detailed(status, kind, message, "null", number)
}

fn detailed(status: u16, kind: &str, message: &str, details: &str, number: u64) -> Reply {
    let id = request_id(number);
    let (message, request) = (json::text(message), &id.1);
    let body = format!(
        r#"{{"type":"error","error":{{"type":"{kind}","message":{message},"details":{details}}},"request_id":"{request}"}}"#
    );
    Reply::json(status, body, vec![id])
}

fn details(preset: Preset) -> &'static str {
    match preset {
        Preset::SpendLimit => r#"{"error_code":"enforced_spend_limit_reached"}"#,
        Preset::ProjectSpendLimit => r#"{"error_code":"contract_spend_limit_reached"}"#,
        _ => "null",
    }
}

fn words(preset: Preset) -> (u16, &'static str, &'static str) {
    const INVALID: &str = "invalid_request_error";
    match preset {
        Preset::RateLimited | Preset::FlatRateLimited => (
            429,
            "rate_limit_error",
            "This request would exceed your organization's rate limit of 1,000 input tokens per minute.",
        ),
        Preset::TooLarge => (413, "request_too_large", "Request exceeds the maximum size"),
        Preset::SpendLimit | Preset::ProjectSpendLimit => {
            (429, "rate_limit_error", "Your organization has reached its spend limit.")
        }
        Preset::UsageLimit => (
            400,
            INVALID,
            "You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.",
        ),
        Preset::CreditBalance => {
            (400, INVALID, "Your credit balance is too low to access the Anthropic API.")
        }
        Preset::Quota => (402, "billing_error", "Your account has run out of credit."),
        Preset::Overloaded | Preset::Loading => (529, "overloaded_error", "Overloaded"),
        Preset::Auth | Preset::FlatAuth => (401, "authentication_error", "invalid x-api-key"),
        Preset::Forbidden => (
            403,
            "permission_error",
            "Your API key does not have permission to use the specified resource.",
        ),
        Preset::ModelNotFound => (404, "not_found_error", "model"),
        Preset::ContextLength => {
            (400, INVALID, "prompt is too long: 215123 tokens > 200000 maximum")
        }
        Preset::UnsupportedParameter | Preset::UnsupportedValue | Preset::ToolsWithReasoning => {
            (400, INVALID, "temperature: Extra inputs are not permitted")
        }
        Preset::ContentFilter => (400, INVALID, "Output blocked by content filtering policy"),
        Preset::InvalidRequest => (400, INVALID, "messages: at least one message is required"),
        Preset::GatewayTimeout => (504, "timeout_error", "Request timed out"),
        Preset::ServerError | Preset::BadGateway => (500, "api_error", "Internal server error"),
    }
}
