//! What is answered when all goes well.

use osier_core::{FinishReason, Usage};
use serde::{Deserialize, Deserializer, de::Error};

use super::Continues;

/// What is answered. One that says nothing of its own echoes the user's last words.
///
/// ```
/// use osier_simulate::{Answer, Step};
///
/// let weather = Answer::text("Let me see.").tool_call("weather", r#"{"city":"Riga"}"#);
/// let long = Answer::tokens(500).thinking("Hm.");
/// let script = osier_simulate::Script::of(Step::of(weather)).then(Step::of(long));
/// # let _ = script;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Answer {
    /// The text; every word is a token.
    pub text: Option<String>,
    /// How many tokens the text has: its words are repeated or cut. At most 100,000.
    pub tokens: Option<u32>,
    /// The tools it calls, in parallel.
    pub tool_calls: Vec<ToolCall>,
    /// The model's visible thinking, before the text.
    pub thinking: Option<String>,
    /// A refusal, after the text or in place of it.
    pub refusal: Option<String>,
    /// What it costs; by default 9 tokens in, and one out for every piece of content.
    #[serde(deserialize_with = "read_usage")]
    pub usage: Option<Usage>,
    /// Why it ends; by default `tool_calls` if it calls any, else `stop`. With `error` the provider
    /// fails half-way and says so here, as some compatible ones do; Anthropic and Ollama have no
    /// such end, and end as ever.
    #[serde(deserialize_with = "read_finish")]
    pub finish: Option<FinishReason>,
    /// For Azure: annotates the text after the finish, as the asynchronous content filter does.
    pub late_filter: bool,
    /// Whether it goes on where the conversation ends with its beginning; never by default.
    pub continues: Continues,
}

/// A call the answer makes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ToolCall {
    /// The identity of the call; by default `call_1`, or as the dialect names it.
    #[serde(default)]
    pub id: Option<String>,
    /// The function.
    pub name: String,
    /// Its arguments as JSON text; sent as they are where the dialect can.
    #[serde(default = "no_arguments")]
    pub arguments: String,
}

impl Answer {
    /// This text, one token a word.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::default() }
    }

    /// What the user said last.
    #[must_use]
    pub fn echo() -> Self {
        Self::default()
    }

    /// Any text of this many tokens.
    #[must_use]
    pub fn tokens(tokens: u32) -> Self {
        Self { tokens: Some(tokens), ..Self::default() }
    }

    /// A refusal in these words.
    #[must_use]
    pub fn refusal(words: impl Into<String>) -> Self {
        Self { refusal: Some(words.into()), ..Self::default() }
    }

    /// Adds a tool call; `arguments` is JSON text.
    #[must_use]
    pub fn tool_call(mut self, name: impl Into<String>, arguments: impl Into<String>) -> Self {
        self.tool_calls.push(ToolCall { id: None, name: name.into(), arguments: arguments.into() });
        self
    }

    /// Sets the visible thinking.
    #[must_use]
    pub fn thinking(mut self, thinking: impl Into<String>) -> Self {
        self.thinking = Some(thinking.into());
        self
    }

    /// Sets what it costs.
    #[must_use]
    pub fn usage(mut self, usage: Usage) -> Self {
        self.usage = Some(usage);
        self
    }

    /// Sets why it ends.
    #[must_use]
    pub fn finish(mut self, finish: FinishReason) -> Self {
        self.finish = Some(finish);
        self
    }

    /// For Azure: annotates the text after the finish.
    #[must_use]
    pub fn late_filter(mut self) -> Self {
        self.late_filter = true;
        self
    }

    /// Goes on where the conversation ends with the beginning of this answer.
    #[must_use]
    pub fn continues(self) -> Self {
        Self { continues: Continues::LastMessage, ..self }
    }

    /// Goes on where the request asks for it, as vLLM does.
    #[must_use]
    pub fn continues_when_asked(self) -> Self {
        Self { continues: Continues::WhenAsked, ..self }
    }

    /// Says the beginning again and goes on where its message asks for it, as Mistral does.
    #[must_use]
    pub fn continues_by_prefix(self) -> Self {
        Self { continues: Continues::Prefix, ..self }
    }

    pub(super) fn is_echo(&self) -> bool {
        let speaks = self.text.is_some() || self.tokens.is_some() || self.refusal.is_some();
        !speaks && self.tool_calls.is_empty()
    }
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct Tokens {
    prompt: u64,
    completion: u64,
    cached: u64,
    cache_write: u64,
    reasoning: u64,
}

fn read_usage<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Usage>, D::Error> {
    let Tokens { prompt, completion, cached, cache_write, reasoning } =
        Tokens::deserialize(deserializer)?;
    Ok(Some(Usage { prompt, completion, cached, cache_write, reasoning }))
}

fn read_finish<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<FinishReason>, D::Error> {
    match FinishReason::deserialize(deserializer)? {
        FinishReason::Other => Err(D::Error::custom(
            "expected a finish reason: stop, length, tool_calls, content_filter, function_call or error",
        )),
        finish => Ok(Some(finish)),
    }
}

fn no_arguments() -> String {
    "{}".to_owned()
}
