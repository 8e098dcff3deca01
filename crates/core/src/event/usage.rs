//! What an answer cost, in tokens.

use serde::{Deserialize, Serialize, Serializer};
use serde_json::json;

use super::null_as_default;

/// Tokens of one answer. `cached` and `cache_write` are part of `prompt`; `reasoning` is part of
/// `completion`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Wire")]
pub struct Usage {
    /// Tokens read, cached ones included.
    pub prompt: u64,
    /// Tokens written, thinking included.
    pub completion: u64,
    /// Tokens read from the provider's cache.
    pub cached: u64,
    /// Tokens written to the provider's cache.
    pub cache_write: u64,
    /// Tokens spent thinking.
    pub reasoning: u64,
}

impl Usage {
    /// All tokens.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.prompt + self.completion
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wire {
    #[serde(deserialize_with = "null_as_default")]
    prompt_tokens: u64,
    #[serde(deserialize_with = "null_as_default")]
    completion_tokens: u64,
    #[serde(deserialize_with = "null_as_default")]
    prompt_tokens_details: PromptDetails,
    #[serde(deserialize_with = "null_as_default")]
    completion_tokens_details: CompletionDetails,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PromptDetails {
    #[serde(deserialize_with = "null_as_default")]
    cached_tokens: u64,
    #[serde(deserialize_with = "null_as_default")]
    cache_write_tokens: u64,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CompletionDetails {
    #[serde(deserialize_with = "null_as_default")]
    reasoning_tokens: u64,
}

impl From<Wire> for Usage {
    fn from(wire: Wire) -> Self {
        Self {
            prompt: wire.prompt_tokens,
            completion: wire.completion_tokens,
            cached: wire.prompt_tokens_details.cached_tokens,
            cache_write: wire.prompt_tokens_details.cache_write_tokens,
            reasoning: wire.completion_tokens_details.reasoning_tokens,
        }
    }
}

impl Serialize for Usage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json!({
            "prompt_tokens": self.prompt,
            "completion_tokens": self.completion,
            "total_tokens": self.total(),
            "prompt_tokens_details": {
                "cached_tokens": self.cached,
                "cache_write_tokens": self.cache_write,
            },
            "completion_tokens_details": { "reasoning_tokens": self.reasoning },
        })
        .serialize(serializer)
    }
}
