//! The answer that needs nobody.

#[cfg(test)]
mod tests;

use osier_core::{Completion, Context, FinishReason, Request, Response, Usage};
use serde_json::{Value, json};

/// Stands for the identity of the request.
const PLACE: &str = "{request_id}";

/// Words that are the answer when there is none.
#[derive(Clone, Debug)]
pub(crate) struct Offline(pub(crate) String);

impl Offline {
    /// The answer. A caller that demands JSON reads it with a program: words that are a JSON object were
    /// written for it; any other words are a refusal, which such callers must expect.
    pub(crate) fn answer(&self, context: &Context, request: &Request) -> Response {
        let id = context.id();
        let text = self.0.replace(PLACE, id);
        let message = if wants_json(request) && !is_object(&text) {
            json!({ "role": "assistant", "content": null, "refusal": text })
        } else {
            json!({ "role": "assistant", "content": text })
        };
        let model = request.model().unwrap_or_default();
        let created = context.clock().unix_time().as_secs();
        let (id, cost) = (format!("chatcmpl-{id}"), Some(Usage::default()));
        let answer =
            Completion::of_message(&id, created, &model, &message, FinishReason::Stop, cost);
        Response::complete(answer)
    }
}

fn wants_json(request: &Request) -> bool {
    let format = request.read::<Value>("response_format").ok().flatten();
    let kind = format.as_ref().and_then(|format| format.get("type")).and_then(Value::as_str);
    matches!(kind, Some("json_schema" | "json_object"))
}

fn is_object(text: &str) -> bool {
    serde_json::from_str::<serde_json::Map<String, Value>>(text).is_ok()
}
