//! What becomes of every top-level field of the dialect, in one table.

#[cfg(test)]
mod tests;

use osier_core::adapter::translate::Fate::{Hint, Only, Refused, Translated};
use osier_core::adapter::translate::{Fields, Usual};

/// A field that is not in it is refused too.
pub(super) const FIELDS: Fields = Fields(&[
    ("audio", Refused),
    ("frequency_penalty", Translated),
    ("function_call", Refused),
    ("functions", Refused),
    ("logit_bias", Only(Usual::Empty)),
    ("logprobs", Only(Usual::False)),
    ("max_completion_tokens", Translated),
    ("max_tokens", Translated),
    ("messages", Translated),
    ("metadata", Only(Usual::Empty)),
    ("min_p", Translated),
    ("modalities", Only(Usual::Words(&["text"]))),
    ("model", Translated),
    ("moderation", Refused),
    ("n", Only(Usual::One)),
    ("parallel_tool_calls", Only(Usual::True)),
    ("prediction", Refused),
    ("presence_penalty", Translated),
    // A local server caches as it likes, and nobody is billed for it.
    ("prompt_cache_key", Hint),
    ("prompt_cache_options", Hint),
    ("prompt_cache_retention", Hint),
    ("reasoning_effort", Translated),
    ("response_format", Translated),
    // Whoever asks, the answer is the same: nothing here keeps count of end users.
    ("safety_identifier", Hint),
    ("seed", Translated),
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
    ("user", Hint),
    ("verbosity", Only(Usual::Word(&["medium"]))),
    ("web_search_options", Refused),
]);
