//! What an answer cost, in tokens.

use serde::{Deserialize, Serialize};

use super::forgiving;

/// Tokens of one answer. `cached` and `cache_write` are part of `prompt`; `reasoning` is part of
/// `completion`.
///
/// It is read forgivingly: a count that is not a whole number from 0 on counts as 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Written")]
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
        self.prompt.saturating_add(self.completion)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wire {
    #[serde(deserialize_with = "forgiving")]
    prompt_tokens: u64,
    #[serde(deserialize_with = "forgiving")]
    completion_tokens: u64,
    #[serde(deserialize_with = "forgiving")]
    prompt_tokens_details: PromptDetails,
    #[serde(deserialize_with = "forgiving")]
    completion_tokens_details: CompletionDetails,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct PromptDetails {
    #[serde(deserialize_with = "forgiving")]
    cached_tokens: u64,
    #[serde(deserialize_with = "forgiving")]
    cache_write_tokens: u64,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct CompletionDetails {
    #[serde(deserialize_with = "forgiving")]
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

#[derive(Serialize)]
struct Written {
    prompt_tokens: u64,
    completion_tokens: u64,
    total_tokens: u64,
    prompt_tokens_details: PromptDetails,
    completion_tokens_details: CompletionDetails,
}

impl From<Usage> for Written {
    fn from(usage: Usage) -> Self {
        let Usage { prompt, completion, cached, cache_write, reasoning } = usage;
        Self {
            prompt_tokens: prompt,
            completion_tokens: completion,
            total_tokens: usage.total(),
            prompt_tokens_details: PromptDetails {
                cached_tokens: cached,
                cache_write_tokens: cache_write,
            },
            completion_tokens_details: CompletionDetails { reasoning_tokens: reasoning },
        }
    }
}
