//! An answer as it is said to one request: cut into tokens, counted, finished.

use osier_core::{FinishReason, Request, Usage};

use super::{Answer, heard};

/// No answer is longer, whatever a script asks for.
const MAX_TOKENS: usize = 100_000;
/// What a prompt costs unless the script says otherwise.
const PROMPT_TOKENS: u64 = 9;
/// Bytes of a tool's arguments in one event: small enough that two events split any real ones.
const FRAGMENT: usize = 4;
/// What is said when only a length is asked for.
const FILLER: &str = "the osier bends in the wind and does not break";

/// An answer, ready to be written in any dialect.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) thinking: Vec<String>,
    pub(crate) text: Vec<String>,
    pub(crate) refusal: Vec<String>,
    pub(crate) calls: Vec<SaidCall>,
    pub(crate) finish: FinishReason,
    pub(crate) usage: Usage,
    #[cfg_attr(not(feature = "server"), expect(dead_code, reason = "no Azure"))]
    pub(crate) late_filter: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct SaidCall {
    pub(crate) id: Option<String>,
    pub(crate) name: String,
    pub(crate) arguments: String,
}

impl Answer {
    /// The answer to this request.
    pub(crate) fn to(&self, request: &Request) -> Said {
        let words = self.words(&heard(request));
        match self.continues.from(request).and_then(|begun| self.rest(&words, begun)) {
            // Whoever goes on has done with thinking.
            Some(rest) => self.said(rest, Vec::new()),
            None => self.said(words, self.thoughts()),
        }
    }

    /// What follows after its beginning, if it is that.
    fn rest(&self, words: &[String], begun: String) -> Option<Vec<String>> {
        let rest = words.concat().strip_prefix(&begun).map(tokens)?;
        let again = self.continues.repeats().then_some(begun);
        Some(again.into_iter().chain(rest).collect())
    }

    /// The answer to somebody who said `heard`.
    #[cfg(test)]
    pub(crate) fn say(&self, heard: &str) -> Said {
        self.said(self.words(heard), self.thoughts())
    }

    fn thoughts(&self) -> Vec<String> {
        self.thinking.as_deref().map_or_else(Vec::new, tokens)
    }

    fn said(&self, text: Vec<String>, thinking: Vec<String>) -> Said {
        let refusal = self.refusal.as_deref().map_or_else(Vec::new, tokens);
        let calls: Vec<SaidCall> = self.calls();
        let pieces = text.len() + thinking.len() + refusal.len() + calls.len();
        let usage = Usage {
            prompt: PROMPT_TOKENS,
            completion: pieces as u64,
            reasoning: thinking.len() as u64,
            ..Usage::default()
        };
        let natural = match calls.is_empty() {
            true => FinishReason::Stop,
            false => FinishReason::ToolCalls,
        };
        Said {
            finish: self.finish.unwrap_or(natural),
            usage: self.usage.unwrap_or(usage),
            late_filter: self.late_filter,
            thinking,
            text,
            refusal,
            calls,
        }
    }

    fn words(&self, heard: &str) -> Vec<String> {
        let text = match &self.text {
            Some(text) => text,
            None if self.is_echo() && heard.trim().is_empty() => "Hello",
            None if self.is_echo() => heard,
            None if self.tokens.is_some() => FILLER,
            None => "",
        };
        let words = tokens(text);
        match self.tokens {
            Some(count) => repeated(&words, count as usize),
            None => words.into_iter().take(MAX_TOKENS).collect(),
        }
    }

    fn calls(&self) -> Vec<SaidCall> {
        let said = |call: &super::ToolCall| SaidCall {
            id: call.id.clone(),
            name: call.name.clone(),
            arguments: call.arguments.clone(),
        };
        self.tool_calls.iter().map(said).collect()
    }
}

impl Said {
    /// Why it ends, as a provider says it: a failure under its own name, which Osier's dialect,
    /// where it is no end, does not have.
    #[cfg(feature = "server")]
    pub(crate) fn finish_name(&self) -> &'static str {
        match self.finish {
            FinishReason::Error => "error",
            finish => finish.name(),
        }
    }

    /// How many pieces of content a streamed answer of this has, roughly: what a whole one waits for.
    pub(crate) fn pieces(&self) -> usize {
        self.thinking.len() + self.text.len() + self.refusal.len() + self.calls.len()
    }
}

/// The words of a text, each with the white space before it; what follows the last belongs to it.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let (mut start, mut in_word) = (0, false);
    for (at, c) in text.trim_end().char_indices() {
        if in_word && c.is_whitespace() {
            tokens.extend(text.get(start..at).map(str::to_owned));
            start = at;
        }
        in_word = !c.is_whitespace();
    }
    let last = text.get(start..).filter(|last| !last.is_empty());
    tokens.extend(last.map(str::to_owned));
    tokens
}

fn repeated(words: &[String], count: usize) -> Vec<String> {
    let spaced = |(i, word): (usize, &String)| match i > 0 && !word.starts_with(char::is_whitespace)
    {
        true => format!(" {word}"),
        false => word.clone(),
    };
    let count = count.min(MAX_TOKENS);
    words.iter().cycle().take(count).enumerate().map(spaced).collect()
}

/// A tool's arguments in pieces, as they are streamed.
pub(crate) fn fragments(arguments: &str) -> Vec<&str> {
    let mut rest = arguments;
    let mut fragments = Vec::new();
    while !rest.is_empty() {
        let end = rest.ceil_char_boundary(FRAGMENT.min(rest.len()));
        let (piece, after) = rest.split_at(end);
        fragments.push(piece);
        rest = after;
    }
    fragments
}
