//! A whole answer as bytes with views.

use std::fmt;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

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

    /// An answer that was skimmed before, and is known to be unchanged since. Nothing is checked.
    #[must_use]
    pub fn known(data: Bytes, finish: Option<FinishReason>) -> Self {
        Self { data, finish }
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
        let choice =
            WrittenChoice { index: 0, message, logprobs: (), finish_reason: finish.name() };
        Self::written(&Written::new(id, created, model, &[choice], usage), finish)
    }

    pub(super) fn written(answer: &Written<'_, impl Serialize>, finish: FinishReason) -> Self {
        // Strings, numbers and values always have a JSON form, and memory does not refuse a write.
        let data = serde_json::to_vec(answer).unwrap_or_default().into();
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

    /// The typed view; `None` only for choices of a shape a skim passes and types do not.
    #[must_use]
    pub fn to_answer(&self) -> Option<Answer> {
        self.read().ok()
    }

    /// The typed view, or [`Malformed`](ErrorKind::Malformed).
    pub(super) fn read(&self) -> Result<Answer, Error> {
        serde_json::from_slice(&self.data).map_err(|error| {
            let note = format!("the answer is not a chat completion (column {})", error.column());
            Error::new(ErrorKind::Malformed).with_note(note)
        })
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

/// An answer as it is written, in the order in which people read it.
#[derive(Serialize)]
pub(super) struct Written<'a, M> {
    id: &'a str,
    object: &'static str,
    created: u64,
    model: &'a str,
    choices: &'a [WrittenChoice<M>],
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<Usage>,
}

/// One choice of it.
#[derive(Serialize)]
pub(super) struct WrittenChoice<M> {
    pub(super) index: u32,
    pub(super) message: M,
    /// Always `null`: what is written here never had any.
    pub(super) logprobs: (),
    pub(super) finish_reason: &'static str,
}

impl<'a, M> Written<'a, M> {
    pub(super) fn new(
        id: &'a str,
        created: u64,
        model: &'a str,
        choices: &'a [WrittenChoice<M>],
        usage: Option<Usage>,
    ) -> Self {
        Self { id, object: "chat.completion", created, model, choices, usage }
    }
}

#[derive(Deserialize)]
struct Skim {
    #[serde(default, deserialize_with = "null_as_default")]
    choices: Vec<SkimChoice>,
}

#[derive(Deserialize)]
struct SkimChoice {
    #[serde(default, deserialize_with = "FinishReason::read")]
    finish_reason: Option<FinishReason>,
}
