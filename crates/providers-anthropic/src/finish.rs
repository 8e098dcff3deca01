//! Why an answer ended.

use osier_core::FinishReason;
use serde::Deserialize;

/// What comes with some stop reasons.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct StopDetails {
    /// Why the model refused, in its own words.
    pub(crate) explanation: Option<String>,
}

/// A stop reason in the words of the dialect. A turn the provider paused ends there for the caller.
pub(crate) fn finish_reason(stop_reason: &str) -> FinishReason {
    match stop_reason {
        "end_turn" | "stop_sequence" | "pause_turn" => FinishReason::Stop,
        "max_tokens" | "model_context_window_exceeded" => FinishReason::Length,
        "tool_use" => FinishReason::ToolCalls,
        "refusal" => FinishReason::ContentFilter,
        _ => FinishReason::Other,
    }
}
