//! What the server says: a whole answer, or a line of one.

use osier_core::{Error, ErrorKind, FinishReason, Secret, Usage};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::text::Text;

/// No answer has so many tokens; a larger figure is cut to this, so that sums stay sums.
const MAX_TOKENS: u64 = 1 << 48;

/// A whole answer, or a line of one: the shape is the same.
#[derive(Deserialize)]
pub(crate) struct Reply<'a> {
    #[serde(borrow)]
    error: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) model: Option<Text<'a>>,
    #[serde(borrow)]
    pub(crate) created_at: Option<Text<'a>>,
    #[serde(borrow)]
    pub(crate) message: Option<Said<'a>>,
    done: Option<bool>,
    #[serde(borrow)]
    done_reason: Option<Text<'a>>,
    prompt_eval_count: Option<u64>,
    eval_count: Option<u64>,
}

/// What was said: all of it, or the next piece.
#[derive(Deserialize)]
pub(crate) struct Said<'a> {
    #[serde(borrow)]
    pub(crate) content: Option<Text<'a>>,
    #[serde(borrow)]
    pub(crate) thinking: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(crate) tool_calls: Option<Vec<Called<'a>>>,
}

/// A call. It always comes whole.
#[derive(Deserialize)]
pub(crate) struct Called<'a> {
    pub(crate) id: Option<String>,
    #[serde(borrow)]
    pub(crate) function: Function<'a>,
}

/// What is called.
#[derive(Deserialize)]
pub(crate) struct Function<'a> {
    pub(crate) name: String,
    #[serde(borrow)]
    arguments: Option<&'a RawValue>,
}

impl<'a> Reply<'a> {
    /// Reads what came with a success status. `key` is hidden wherever the server quotes it.
    pub(crate) fn read(json: &'a [u8], key: Option<&Secret>) -> Result<Self, Error> {
        let reply: Self = serde_json::from_slice(json).map_err(|_| malformed())?;
        match (&reply.error, &reply.message, reply.done) {
            (Some(_), _, _) => Err(crate::error::reported(json, key)),
            (None, None, None) => Err(malformed()),
            _ => Ok(reply),
        }
    }

    /// Whether this is the end of the answer.
    pub(crate) fn is_done(&self) -> bool {
        self.done == Some(true)
    }

    /// Why it ended. Older servers give no reason for a normal end.
    pub(crate) fn finish_reason(&self, called: bool) -> Result<FinishReason, Error> {
        match self.done_reason.as_deref().unwrap_or("") {
            "" | "stop" if called => Ok(FinishReason::ToolCalls),
            "" | "stop" => Ok(FinishReason::Stop),
            "tool_calls" => Ok(FinishReason::ToolCalls),
            "length" => Ok(FinishReason::Length),
            // No request from here asks for either; the model came or went, and said nothing.
            "load" | "unload" => Err(Error::new(ErrorKind::Malformed)
                .with_note("the model was loaded or unloaded, and nothing was answered")),
            _ => Ok(FinishReason::Other),
        }
    }

    /// What it cost. The server leaves out what it had in its cache.
    pub(crate) fn usage(&self) -> Usage {
        let tokens = |count: Option<u64>| count.unwrap_or(0).min(MAX_TOKENS);
        Usage {
            prompt: tokens(self.prompt_eval_count),
            completion: tokens(self.eval_count),
            ..Usage::default()
        }
    }
}

impl Function<'_> {
    /// The arguments as text, which is JSON even where there are none.
    pub(crate) fn arguments(&self) -> String {
        let json = self.arguments.map_or("null", RawValue::get);
        let text = match serde_json::from_str::<Option<String>>(json) {
            Ok(text) => text.unwrap_or_default(),
            Err(_) => json.to_owned(),
        };
        if text.trim().is_empty() { "{}".to_owned() } else { text }
    }
}

fn malformed() -> Error {
    Error::new(ErrorKind::Malformed).with_note("the answer is not of the shape chat answers have")
}
