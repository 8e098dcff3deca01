//! What becomes of every top-level field of a request, in one table.

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use super::super::shown;
use super::{Object, raw};
use crate::{Error, Request};

/// What a dialect does with each field. A field without a row is refused.
///
/// ```
/// use osier_core::adapter::translate::{Fate, Fields, Usual};
/// use osier_core::Request;
///
/// const FIELDS: Fields = Fields(&[
///     ("messages", Fate::Translated),
///     ("model", Fate::Translated),
///     ("n", Fate::Only(Usual::One)),
/// ]);
/// let one = Request::parse(r#"{"model":"m","messages":[],"n":1}"#)?;
/// assert!(FIELDS.check(&one).is_ok());
/// let two = Request::parse(r#"{"model":"m","messages":[],"n":2}"#)?;
/// assert_eq!(FIELDS.check(&two).unwrap_err().param(), Some("n"));
/// # Ok::<(), osier_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Fields(pub &'static [(&'static str, Fate)]);

/// What becomes of a field. `null` says nothing, in any of them.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Fate {
    /// It is translated.
    Translated,
    /// It changes no answer here, whatever it says: left out.
    Hint,
    /// Left out while it asks for what happens anyway; else the dialect cannot say it.
    Only(Usual),
    /// The dialect cannot say it.
    Refused,
}

/// What happens anyway.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Usual {
    /// `false`.
    False,
    /// `true`.
    True,
    /// The number 0.
    Zero,
    /// The number 1.
    One,
    /// An object without members.
    Empty,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of just these words.
    Words(&'static [&'static str]),
}

/// Every field of the dialect that requests have.
const DIALECT: &[&str] = &[
    "audio",
    "frequency_penalty",
    "function_call",
    "functions",
    "logit_bias",
    "logprobs",
    "max_completion_tokens",
    "max_tokens",
    "messages",
    "metadata",
    "modalities",
    "model",
    "moderation",
    "n",
    "parallel_tool_calls",
    "prediction",
    "presence_penalty",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "reasoning_effort",
    "response_format",
    "safety_identifier",
    "seed",
    "service_tier",
    "stop",
    "store",
    "stream",
    "stream_options",
    "temperature",
    "tool_choice",
    "tools",
    "top_logprobs",
    "top_p",
    "user",
    "verbosity",
    "web_search_options",
];

impl Fields {
    /// Whether the dialect can say every field that the request has, and the members of its
    /// `stream_options`.
    ///
    /// # Errors
    ///
    /// `Unsupported` naming the first that it cannot say, `InvalidRequest` naming one of the wrong
    /// shape. Fields that are [`Translated`](Fate::Translated) are not looked at.
    pub fn check(&self, request: &Request) -> Result<(), Error> {
        for (name, _) in request.fields().filter(|(name, _)| request.has(name)) {
            let said = match self.fate_of(name) {
                Fate::Translated | Fate::Hint => true,
                Fate::Only(usual) => usual.is_asked_for(request, name)?,
                Fate::Refused => false,
            };
            if !said {
                return Err(Error::unsupported(shown(name)));
            }
        }
        check_stream_options(request)
    }

    /// The fields that requests may have and nobody has thought of here. For the tests of a table.
    pub fn missing(&self) -> impl Iterator<Item = &'static str> {
        let has = |name: &str| self.0.iter().any(|(known, _)| *known == name);
        DIALECT.iter().copied().filter(move |name| !has(name))
    }

    fn fate_of(&self, name: &str) -> Fate {
        let row = self.0.iter().find(|(known, _)| *known == name);
        row.map_or(Fate::Refused, |(_, fate)| *fate)
    }
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

/// `include_usage` is answered by whoever decodes the stream; padding against traffic analysis
/// (`include_obfuscation`) is a property of one provider's wire.
fn check_stream_options(request: &Request) -> Result<(), Error> {
    let Some(options) = raw(request, "stream_options") else {
        return Ok(());
    };
    let mut options = Object::open("stream_options", options)?;
    options.take::<bool>("include_usage")?;
    options.take::<bool>("include_obfuscation")?;
    options.finish()
}
