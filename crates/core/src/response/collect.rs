//! From events to a whole answer.

use std::collections::BTreeMap;
use std::future::poll_fn;

use serde::Serialize;

use super::completion::{Written, WrittenChoice};
use super::{Completion, EventStream};
use crate::chat::{Answer, Choice, Delta, ToolCall, ToolCallDelta};
use crate::event::{FinishReason, Usage};
use crate::{Error, ErrorKind, Event};

pub(super) async fn collect(mut events: EventStream) -> Result<Completion, Error> {
    let mut collector = Collector::default();
    while let Some(event) = poll_fn(|cx| events.as_mut().poll_next(cx)).await {
        collector.add(&event?)?;
    }
    collector.finish()
}

/// Puts the events of one answer together again.
#[derive(Default)]
pub struct Collector {
    id: String,
    model: String,
    created: u64,
    usage: Option<Usage>,
    choices: BTreeMap<u32, Building>,
}

#[derive(Default)]
struct Building {
    content: Option<String>,
    refusal: Option<String>,
    reasoning: Option<String>,
    calls: BTreeMap<u32, ToolCall>,
    finish: Option<FinishReason>,
}

impl Collector {
    /// Adds the next event.
    ///
    /// # Errors
    ///
    /// [`Malformed`](ErrorKind::Malformed) if its choices cannot be read: without it the answer would
    /// look whole and lack a piece.
    pub fn add(&mut self, event: &Event) -> Result<(), Error> {
        let answer = event.read()?;
        self.add_identity(&answer);
        self.usage = answer.usage.or(self.usage);
        for choice in answer.choices {
            self.choices.entry(choice.index).or_default().add(choice);
        }
        Ok(())
    }

    /// The whole answer.
    ///
    /// # Errors
    ///
    /// [`Cut`](ErrorKind::Cut) if a choice has no finish reason, or if there is none at all.
    pub fn finish(self) -> Result<Completion, Error> {
        let first = self.choices.values().next().and_then(|choice| choice.finish);
        let unfinished = self.choices.values().any(|choice| choice.finish.is_none());
        let Some(finish) = first.filter(|_| !unfinished) else {
            return Err(Error::new(ErrorKind::Cut));
        };
        let written = |(index, choice): (u32, Building)| WrittenChoice {
            index,
            finish_reason: choice.finish.unwrap_or(finish).name(),
            message: choice.into_message(),
            logprobs: (),
        };
        let choices: Vec<_> = self.choices.into_iter().map(written).collect();
        let answer = Written::new(&self.id, self.created, &self.model, &choices, self.usage);
        Ok(Completion::written(&answer, finish))
    }

    fn add_identity(&mut self, answer: &Answer) {
        if self.id.is_empty() {
            self.id.clone_from(&answer.id);
        }
        if self.model.is_empty() {
            self.model.clone_from(&answer.model);
        }
        self.created = self.created.max(answer.created);
    }
}

impl Building {
    fn add(&mut self, choice: Choice) {
        let Delta { content, refusal, reasoning_content, tool_calls, .. } = choice.message;
        append(&mut self.content, content);
        append(&mut self.refusal, refusal);
        append(&mut self.reasoning, reasoning_content);
        for piece in tool_calls.unwrap_or_default() {
            self.add_call(&piece);
        }
        self.finish = choice.finish_reason.or(self.finish);
    }

    fn add_call(&mut self, piece: &ToolCallDelta) {
        let next = u32::try_from(self.calls.len()).unwrap_or(u32::MAX);
        let piece_of = piece.to_call();
        let call = self
            .calls
            .entry(piece.index.unwrap_or(next))
            .or_insert_with(|| ToolCall::function("", "", ""));
        if call.id.is_empty() {
            call.id = piece_of.id;
        }
        if call.function.name.is_empty() {
            call.function.name = piece_of.function.name;
        }
        call.function.arguments.push_str(&piece_of.function.arguments);
    }

    fn into_message(self) -> Said {
        let tool_calls: Vec<ToolCall> = self.calls.into_values().collect();
        let content = self.content.filter(|text| !text.is_empty() || tool_calls.is_empty());
        Said {
            role: "assistant",
            content,
            refusal: self.refusal,
            reasoning_content: self.reasoning,
            tool_calls,
        }
    }
}

/// A message as it is written.
#[derive(Serialize)]
struct Said {
    role: &'static str,
    content: Option<String>,
    refusal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_content: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_calls: Vec<ToolCall>,
}

fn append(whole: &mut Option<String>, piece: Option<String>) {
    match (whole, piece) {
        (Some(whole), Some(piece)) => whole.push_str(&piece),
        (whole @ None, piece) => *whole = piece,
        (Some(_), None) => {}
    }
}

impl std::fmt::Debug for Collector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Collector").field("choices", &self.choices.len()).finish_non_exhaustive()
    }
}
