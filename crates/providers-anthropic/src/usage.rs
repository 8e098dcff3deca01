//! What an answer cost.

use osier_core::Usage;
use serde::Deserialize;

/// No answer has so many tokens; a larger figure is cut to this, so that sums stay sums.
const MAX_TOKENS: u64 = 1 << 48;

/// Token counts as the provider gives them. Its `input_tokens` leave out what concerns the cache.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Counts {
    input_tokens: Option<u64>,
    cache_creation_input_tokens: Option<u64>,
    cache_read_input_tokens: Option<u64>,
    output_tokens: Option<u64>,
    output_tokens_details: Option<OutputDetails>,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct OutputDetails {
    thinking_tokens: Option<u64>,
}

impl Counts {
    /// Takes over what later counts say; they are totals, not additions.
    pub(crate) fn update(&mut self, later: Self) {
        let newer = |old: &mut Option<u64>, new: Option<u64>| *old = new.or(*old);
        newer(&mut self.input_tokens, later.input_tokens);
        newer(&mut self.cache_creation_input_tokens, later.cache_creation_input_tokens);
        newer(&mut self.cache_read_input_tokens, later.cache_read_input_tokens);
        newer(&mut self.output_tokens, later.output_tokens);
        if later.output_tokens_details.is_some() {
            self.output_tokens_details = later.output_tokens_details;
        }
    }

    /// The same in the words of the dialect.
    pub(crate) fn to_usage(&self) -> Usage {
        let cached = tokens(self.cache_read_input_tokens);
        let cache_write = tokens(self.cache_creation_input_tokens);
        let details = self.output_tokens_details.as_ref();
        Usage {
            prompt: tokens(self.input_tokens) + cached + cache_write,
            completion: tokens(self.output_tokens),
            cached,
            cache_write,
            reasoning: tokens(details.and_then(|details| details.thinking_tokens)),
        }
    }
}

fn tokens(count: Option<u64>) -> u64 {
    count.unwrap_or(0).min(MAX_TOKENS)
}
