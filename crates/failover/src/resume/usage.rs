//! What an answer cost of which one request wrote the beginning and another the rest.

use std::borrow::Cow;

use serde_json::value::{RawValue, to_raw_value};

use super::members::Members;

const PROMPT: &str = "prompt_tokens";
const ANSWER: &str = "completion_tokens";
const TOTAL: &str = "total_tokens";
const DETAILS: &str = "prompt_tokens_details";

/// Tells the usage of the request that went on with an answer as the usage of the whole answer.
///
/// That request read what was said as a part of its prompt, and the answer wrote it: so the tokens that
/// were said at least move from the prompt to the answer. The total stays what it is, and is what the
/// whole answer would have cost; what the broken request read besides is told with the failed attempts.
///
/// Where the prompt has fewer tokens than that, all of them move, and the total grows by the rest: such a
/// server does not count what it was shown. Of the tokens that came from a cache, or went there, as many
/// are left as the prompt has. Everything else stays as it was written. `None` if the tokens of the prompt
/// and the answer cannot be read; then nothing is changed.
pub(super) fn of_whole_answer(usage: &RawValue, said: u64) -> Option<Box<RawValue>> {
    let mut usage: Members<'_> = serde_json::from_str(usage.get()).ok()?;
    let (prompt, answer) = (usage.count(PROMPT)?, usage.count(ANSWER)?);
    let moved = said.min(prompt);
    let prompt = prompt - moved;
    usage.set_count(PROMPT, prompt)?;
    usage.set_count(ANSWER, answer.saturating_add(said))?;
    if let Some(total) = usage.count(TOTAL) {
        usage.set_count(TOTAL, total.saturating_add(said - moved))?;
    }
    if let Some(details) = usage.get(DETAILS).and_then(|details| of_prompt(details, prompt)) {
        usage.set(DETAILS, Cow::Owned(details));
    }
    to_raw_value(&usage).ok()
}

/// What is told of the prompt, of which so many tokens are left.
fn of_prompt(details: &RawValue, prompt: u64) -> Option<Box<RawValue>> {
    let mut details: Members<'_> = serde_json::from_str(details.get()).ok()?;
    let mut left = prompt;
    for name in ["cached_tokens", "cache_write_tokens"] {
        if let Some(count) = details.count(name) {
            let count = count.min(left);
            details.set_count(name, count)?;
            left -= count;
        }
    }
    to_raw_value(&details).ok()
}

impl<'a> Members<'a> {
    fn count(&self, name: &str) -> Option<u64> {
        serde_json::from_str(self.get(name)?.get()).ok()
    }

    fn set_count(&mut self, name: &'a str, count: u64) -> Option<()> {
        self.set(name, Cow::Owned(to_raw_value(&count).ok()?));
        Some(())
    }
}
