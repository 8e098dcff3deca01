//! What becomes of every top-level field of the dialect, in one table.

#[cfg(test)]
mod tests;

use osier_core::adapter::translate::Fate::{Hint, Only, Refused, Translated};
use osier_core::adapter::translate::{Fields, Usual};

/// A field that is not in it is refused too.
pub(super) const FIELDS: Fields = Fields(&[
    ("audio", Refused),
    ("frequency_penalty", Only(Usual::Zero)),
    ("function_call", Refused),
    ("functions", Refused),
    ("logit_bias", Only(Usual::Empty)),
    ("logprobs", Only(Usual::False)),
    ("max_completion_tokens", Translated),
    ("max_tokens", Translated),
    ("messages", Translated),
    ("metadata", Only(Usual::Empty)),
    ("modalities", Only(Usual::Words(&["text"]))),
    ("model", Translated),
    ("moderation", Refused),
    ("n", Only(Usual::One)),
    ("parallel_tool_calls", Translated),
    ("prediction", Refused),
    ("presence_penalty", Only(Usual::Zero)),
    // Where and how long the prompt is cached concerns the bill alone, and this provider caches by
    // marks on the content (`cache_control`), not by key.
    ("prompt_cache_key", Hint),
    ("prompt_cache_options", Hint),
    ("prompt_cache_retention", Hint),
    ("reasoning_effort", Translated),
    ("response_format", Translated),
    ("safety_identifier", Translated),
    ("seed", Refused),
    // Both names ask for what is given to whoever asks for nothing.
    ("service_tier", Only(Usual::Word(&["auto", "default"]))),
    ("stop", Translated),
    ("store", Only(Usual::False)),
    ("stream", Translated),
    ("stream_options", Translated),
    ("temperature", Translated),
    ("tool_choice", Translated),
    ("tools", Translated),
    ("top_k", Translated),
    ("top_logprobs", Only(Usual::Zero)),
    ("top_p", Translated),
    ("user", Translated),
    ("verbosity", Only(Usual::Word(&["medium"]))),
    ("web_search_options", Refused),
]);
