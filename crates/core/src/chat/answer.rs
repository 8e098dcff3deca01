//! The typed view of an answer, whole or in pieces.

use serde::Deserialize;

use super::ToolCall;
use crate::event::{FinishReason, Usage, forgiving, null_as_default};

/// A whole answer, parsed. What only describes it (identity, time, usage) is read forgivingly: in a
/// shape nobody expects it counts as absent.
#[derive(Clone, Deserialize)]
#[non_exhaustive]
pub struct Answer {
    /// The provider's name for it.
    #[serde(default, deserialize_with = "forgiving")]
    pub id: String,
    /// The model that answered.
    #[serde(default, deserialize_with = "forgiving")]
    pub model: String,
    /// When, in seconds since 1970.
    #[serde(default, deserialize_with = "forgiving")]
    pub created: u64,
    /// The alternatives; one unless more were asked for.
    #[serde(default, deserialize_with = "null_as_default")]
    pub choices: Vec<Choice>,
    /// What it cost.
    #[serde(default, deserialize_with = "forgiving")]
    pub usage: Option<Usage>,
}

/// One alternative.
#[derive(Clone, Deserialize)]
#[non_exhaustive]
pub struct Choice {
    /// Which of the alternatives it is.
    #[serde(default, deserialize_with = "null_as_default")]
    pub index: u32,
    /// What was said, in an answer.
    #[serde(alias = "delta", default, deserialize_with = "null_as_default")]
    pub message: Delta,
    /// Why it ended.
    #[serde(default, deserialize_with = "FinishReason::read")]
    pub finish_reason: Option<FinishReason>,
}

/// What was said: a whole message, or the next piece of one.
#[derive(Clone, Default, Deserialize)]
#[serde(from = "WireDelta")]
#[non_exhaustive]
pub struct Delta {
    /// Text.
    pub content: Option<String>,
    /// A refusal.
    pub refusal: Option<String>,
    /// The model's visible thinking, by either of its names.
    pub reasoning_content: Option<String>,
    /// Calls, or pieces of calls.
    pub tool_calls: Option<Vec<ToolCallDelta>>,
}

/// Some servers give the thinking by both of its names at once.
#[derive(Deserialize)]
struct WireDelta {
    content: Option<String>,
    refusal: Option<String>,
    reasoning_content: Option<String>,
    #[serde(default, deserialize_with = "forgiving")]
    reasoning: Option<String>,
    tool_calls: Option<Vec<ToolCallDelta>>,
}

impl From<WireDelta> for Delta {
    fn from(wire: WireDelta) -> Self {
        let WireDelta { content, refusal, reasoning_content, reasoning, tool_calls } = wire;
        Self { content, refusal, reasoning_content: reasoning_content.or(reasoning), tool_calls }
    }
}

/// A call, or a piece of one: pieces belong together by `index`.
#[derive(Clone, Deserialize)]
#[non_exhaustive]
pub struct ToolCallDelta {
    /// Which call of the answer it is.
    #[serde(default)]
    pub index: Option<u32>,
    /// The call itself; in later pieces only `arguments` is filled.
    #[serde(flatten)]
    pub call: PartialCall,
}

/// The parts of a call that a piece may bring.
#[derive(Clone, Default, Deserialize)]
#[non_exhaustive]
pub struct PartialCall {
    /// Names the call.
    #[serde(default)]
    pub id: Option<String>,
    /// The function.
    #[serde(default)]
    pub function: Option<PartialFunction>,
}

/// The parts of a function call that a piece may bring.
#[derive(Clone, Default, Deserialize)]
#[non_exhaustive]
pub struct PartialFunction {
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// More of its arguments.
    #[serde(default)]
    pub arguments: Option<String>,
}

impl ToolCallDelta {
    /// The call, as far as this piece knows it.
    #[must_use]
    pub fn to_call(&self) -> ToolCall {
        let function = self.call.function.clone().unwrap_or_default();
        ToolCall::function(
            self.call.id.clone().unwrap_or_default(),
            function.name.unwrap_or_default(),
            function.arguments.unwrap_or_default(),
        )
    }
}
