//! What becomes of every top-level field of the dialect, in one table.

#[cfg(test)]
mod tests;

use osier_core::{Error, Request};
use serde_json::{Map, Value};

use crate::object::{Object, shown};

/// What becomes of a field. `null` says nothing, in any of them.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fate {
    /// A module of this folder translates it.
    Translated,
    /// It changes no answer here, whatever it says: left out.
    Hint,
    /// Left out while it asks for what happens anyway; else this dialect cannot say it.
    Only(Usual),
    /// This dialect cannot say it.
    Refused,
}

/// What happens anyway.
#[derive(Clone, Copy, Debug)]
pub(super) enum Usual {
    False,
    True,
    Zero,
    One,
    Empty,
    Word(&'static [&'static str]),
    Words(&'static [&'static str]),
}

use Fate::{Hint, Only, Refused, Translated};

/// Sorted by name. A field that is not in it is refused too.
pub(super) const FIELDS: &[(&str, Fate)] = &[
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
];

/// Whether every field can be said in this dialect.
pub(super) fn check(request: &Request) -> Result<(), Error> {
    for (name, _) in request.fields().filter(|(name, _)| request.has(name)) {
        let said = match fate_of(name) {
            Translated | Hint => true,
            Only(usual) => usual.is_asked_for(request, name)?,
            Refused => false,
        };
        if !said {
            return Err(Error::unsupported(shown(name)));
        }
    }
    check_stream_options(request)
}

/// `include_usage` is answered by the stream decoder; padding against traffic analysis
/// (`include_obfuscation`) is a property of the other provider's wire.
fn check_stream_options(request: &Request) -> Result<(), Error> {
    let Some(options) = super::raw(request, "stream_options") else {
        return Ok(());
    };
    let mut options = Object::open("stream_options", options)?;
    options.take::<bool>("include_usage")?;
    options.take::<bool>("include_obfuscation")?;
    options.finish()
}

fn fate_of(name: &str) -> Fate {
    let found = FIELDS.binary_search_by_key(&name, |(name, _)| name).ok();
    found.and_then(|at| FIELDS.get(at)).map_or(Refused, |(_, fate)| *fate)
}

impl Usual {
    fn is_asked_for(self, request: &Request, name: &str) -> Result<bool, Error> {
        Ok(match self {
            Self::False => request.read(name)? == Some(false),
            Self::True => request.read(name)? == Some(true),
            Self::Zero => request.read(name)? == Some(0.0),
            Self::One => request.read(name)? == Some(1.0),
            Self::Empty => {
                request.read::<Map<String, Value>>(name)?.is_none_or(|map| map.is_empty())
            }
            Self::Word(words) => {
                request.read::<String>(name)?.is_none_or(|word| words.contains(&&*word))
            }
            Self::Words(words) => request.read::<Vec<String>>(name)?.is_none_or(|v| v == words),
        })
    }
}
