//! What a provider has against one request, in its own words.

use bytes::Bytes;
use osier_core::Request;
use serde_json::Value;

use super::{Dialect, Reply, Stamp, anthropic, json, ollama, openai};
use crate::script::{Objection, Preset, odd_value, only_value};

const INVALID: &str = "invalid_request_error";

/// Where Anthropic has what callers know under another name.
const ANTHROPIC: [(&str, &str); 4] = [
    ("max_completion_tokens", "max_tokens"),
    ("reasoning_effort", "output_config.effort"),
    ("response_format", "output_config.format"),
    ("stop", "stop_sequences"),
];

/// What an Ollama model may be unable to do, and the field that asks for it. It ignores every other
/// field that it does not know.
const OLLAMA: [(&str, &str, &str); 2] =
    [("tools", "tools", "tools"), ("reasoning_effort", "think", "thinking")];

impl Dialect {
    /// The value of a parameter that can be refused, by the name callers know it by.
    pub(crate) fn parameter(self, request: &Request, param: &str) -> Option<Bytes> {
        match self {
            Self::OpenAi | Self::Azure => odd_value(request, param),
            Self::Anthropic => at(request, anthropic_name(param)),
            Self::Ollama => {
                let (_, field, _) = OLLAMA.iter().find(|(name, ..)| *name == param)?;
                request.get(field).filter(|value| *value != "false").cloned()
            }
        }
    }

    /// Whether a model of this dialect may refuse to go on with what was begun.
    pub(crate) fn knows(self, objection: &Objection) -> bool {
        !matches!((self, objection), (Self::Ollama, Objection::Prefill))
    }

    /// The refusal.
    pub(crate) fn objection(self, objection: &Objection, stamp: &Stamp) -> Reply {
        let (preset, body) = match objection {
            Objection::TooLong => return self.preset(Preset::ContextLength, stamp),
            Objection::Prefill => (Preset::InvalidRequest, self.prefill(stamp)),
            Objection::Parameter { param, value } => {
                (Preset::UnsupportedParameter, self.rejection(param, value, stamp))
            }
        };
        Reply { body, ..self.preset(preset, stamp) }
    }

    fn rejection(self, param: &str, value: &Bytes, stamp: &Stamp) -> String {
        match self {
            Self::OpenAi | Self::Azure => openai_rejection(param, value),
            Self::Anthropic => {
                let message = format!("{}: Extra inputs are not permitted", anthropic_name(param));
                anthropic::error(400, INVALID, &message, stamp.number).body
            }
            Self::Ollama => {
                let known = OLLAMA.iter().find(|(name, ..)| *name == param);
                let ability = known.map_or(param, |(.., ability)| *ability);
                let message = format!("\"{}\" does not support {ability}", stamp.model);
                ollama::error(400, &message).body
            }
        }
    }

    fn prefill(self, stamp: &Stamp) -> String {
        match self {
            Self::Anthropic => anthropic::error(400, INVALID, NO_PREFILL, stamp.number).body,
            // As llama.cpp has it: OpenAI itself takes such a request, and begins anew.
            _ => format!(
                r#"{{"error":{{"code":400,"message":{},"type":"{INVALID}"}}}}"#,
                json::text("Assistant response prefill is incompatible with enable_thinking.")
            ),
        }
    }
}

const NO_PREFILL: &str = "This model does not support assistant message prefill. The conversation must end with a user message.";

fn anthropic_name(param: &str) -> &str {
    ANTHROPIC.iter().find(|(name, _)| *name == param).map_or(param, |(_, field)| *field)
}

/// The value at a path of members.
fn at(request: &Request, path: &str) -> Option<Bytes> {
    let (first, inner) = path.split_once('.').unwrap_or((path, ""));
    let value = request.get(first)?;
    if inner.is_empty() {
        return Some(value.clone());
    }
    let members: Value = serde_json::from_slice(value).ok()?;
    members.get(inner).map(|member| member.to_string().into())
}

fn openai_rejection(param: &str, value: &Bytes) -> String {
    let Some(only) = only_value(param) else {
        let message = match param {
            "max_tokens" => "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.".to_owned(),
            _ => format!("Unsupported parameter: '{param}' is not supported with this model."),
        };
        return openai::error(&message, INVALID, Some(param), Some("unsupported_parameter"));
    };
    let value = String::from_utf8_lossy(value);
    let message = format!(
        "Unsupported value: '{param}' does not support {value} with this model. Only the default ({only}) value is supported."
    );
    openai::error(&message, INVALID, Some(param), Some("unsupported_value"))
}
