//! A whole answer as bytes with views.

use std::fmt;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::chat::{Answer, ToolCall};
use crate::event::{FinishReason, Usage, null_as_default};
use crate::{Error, ErrorKind};

/// A whole answer: a `chat.completion` as JSON bytes.
///
/// ```
/// use osier_core::Completion;
///
/// let completion = Completion::of_text("some-model", "Hello");
/// assert_eq!(completion.text().as_deref(), Some("Hello"));
/// ```
#[derive(Clone)]
pub struct Completion {
    data: Bytes,
    finish: Option<FinishReason>,
}

impl Completion {
    /// Skims an answer.
    ///
    /// # Errors
    ///
    /// [`Malformed`](ErrorKind::Malformed) if it is not a JSON object with at least one choice.
    pub fn parse(data: impl Into<Bytes>) -> Result<Self, Error> {
        let data = data.into();
        let malformed = |note: &str| Err(Error::new(ErrorKind::Malformed).with_note(note));
        match serde_json::from_slice::<Skim>(&data) {
            Err(_) => malformed("the answer is not a chat completion"),
            Ok(skim) => match skim.choices.first() {
                None => malformed("the answer has no choices"),
                Some(choice) => Ok(Self { finish: choice.finish_reason, data }),
            },
        }
    }

    /// An answer that says this and stops.
    #[must_use]
    pub fn of_text(model: &str, text: &str) -> Self {
        let message = json!({ "role": "assistant", "content": text });
        Self::of_message("chatcmpl-osier", 0, model, &message, FinishReason::Stop, None)
    }

    /// An answer of one message in the dialect; `created` is in seconds since 1970.
    #[must_use]
    pub fn of_message(
        id: &str,
        created: u64,
        model: &str,
        message: &Value,
        finish: FinishReason,
        usage: Option<Usage>,
    ) -> Self {
        let choice = json!({
            "index": 0, "message": message, "logprobs": null, "finish_reason": finish.name(),
        });
        Self::of_choices(id, created, model, vec![choice], finish, usage)
    }

    pub(super) fn of_choices(
        id: &str,
        created: u64,
        model: &str,
        choices: Vec<Value>,
        finish: FinishReason,
        usage: Option<Usage>,
    ) -> Self {
        let mut answer = Map::new();
        answer.insert("id".into(), id.into());
        answer.insert("object".into(), "chat.completion".into());
        answer.insert("created".into(), created.into());
        answer.insert("model".into(), model.into());
        answer.insert("choices".into(), choices.into());
        if let Some(usage) = usage {
            answer.insert("usage".into(), json!(usage));
        }
        let data = Value::from(answer).to_string().into();
        Self { data, finish: Some(finish) }
    }

    /// The JSON.
    #[must_use]
    pub fn data(&self) -> &Bytes {
        &self.data
    }

    /// Why it ended; `None` if the provider did not say.
    #[must_use]
    pub fn finish_reason(&self) -> Option<FinishReason> {
        self.finish
    }

    /// The text of the first choice.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        self.to_answer()?.choices.into_iter().next()?.message.content
    }

    /// The refusal of the first choice.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        self.to_answer()?.choices.into_iter().next()?.message.refusal
    }

    /// The tool calls of the first choice.
    #[must_use]
    pub fn tool_calls(&self) -> Vec<ToolCall> {
        let first = self.to_answer().and_then(|answer| answer.choices.into_iter().next());
        let calls = first.and_then(|choice| choice.message.tool_calls).unwrap_or_default();
        calls.iter().map(crate::chat::ToolCallDelta::to_call).collect()
    }

    /// What it cost.
    #[must_use]
    pub fn usage(&self) -> Option<Usage> {
        self.to_answer()?.usage
    }

    /// The model that answered, as the provider names it.
    #[must_use]
    pub fn model(&self) -> Option<String> {
        self.to_answer().map(|answer| answer.model)
    }

    /// The typed view; `None` only for shapes a skim passes and types do not.
    #[must_use]
    pub fn to_answer(&self) -> Option<Answer> {
        serde_json::from_slice(&self.data).ok()
    }
}

impl fmt::Debug for Completion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completion")
            .field("bytes", &self.data.len())
            .field("finish_reason", &self.finish)
            .finish()
    }
}

#[derive(Deserialize)]
struct Skim {
    #[serde(default, deserialize_with = "null_as_default")]
    choices: Vec<SkimChoice>,
}

#[derive(Deserialize)]
struct SkimChoice {
    #[serde(default)]
    finish_reason: Option<FinishReason>,
}
