//! Going on with an answer that was begun.

use osier_core::Request;
use serde::Deserialize;

use super::{asks_by_prefix, begun};

/// Whether a model goes on with an answer, where the conversation ends with the beginning of one.
///
/// It does so only if the beginning is that of its own answer; else, like every model, it says something
/// of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Continues {
    /// It begins anew, as most models do. The default.
    #[default]
    Never,
    /// It goes on (older Claude models, Ollama).
    LastMessage,
    /// It goes on if the request says so, and begins anew otherwise (vLLM): `continue_final_message` is
    /// set, and `add_generation_prompt` is unset.
    WhenAsked,
    /// It says the beginning again and goes on if its message has `prefix` set, and begins anew otherwise
    /// (Mistral).
    Prefix,
}

impl Continues {
    /// The beginning that the model goes on with, if it does.
    pub(super) fn from(self, request: &Request) -> Option<String> {
        let is = |name: &str, word: &str| request.get(name).is_some_and(|value| value == word);
        let goes_on = match self {
            Self::Never => false,
            Self::LastMessage => true,
            Self::WhenAsked => {
                is("continue_final_message", "true") && is("add_generation_prompt", "false")
            }
            Self::Prefix => asks_by_prefix(request),
        };
        begun(request).filter(|_| goes_on)
    }

    /// Whether the beginning is said again.
    pub(super) fn repeats(self) -> bool {
        self == Self::Prefix
    }
}
