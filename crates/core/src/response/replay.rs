//! From a whole answer to events, for a caller who asked for a stream.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::Completion;
use crate::chat::{Answer, Choice, Delta};
use crate::event::FinishReason;
use crate::{ChunkWriter, Error, Event};

pub(super) struct Replay(VecDeque<Result<Event, Error>>);

impl Replay {
    pub(super) fn of(completion: &Completion) -> Self {
        match completion.read() {
            Ok(answer) => Self(replay(&answer).into_iter().map(Ok).collect()),
            Err(error) => Self(VecDeque::from([Err(error)])),
        }
    }
}

fn replay(answer: &Answer) -> Vec<Event> {
    let mut events = Vec::new();
    let chunks = ChunkWriter::new(&answer.id, answer.created, &answer.model);
    for choice in &answer.choices {
        replay_choice(&chunks.for_choice(choice.index), choice, &mut events);
    }
    events.extend(answer.usage.map(|usage| chunks.usage(&usage)));
    events
}

fn replay_choice(chunks: &ChunkWriter, choice: &Choice, events: &mut Vec<Event>) {
    let Delta { content, refusal, reasoning_content, tool_calls, .. } = &choice.message;
    events.push(chunks.role());
    events.extend(filled(reasoning_content).map(|text| chunks.reasoning(text)));
    events.extend(filled(content).map(|text| chunks.text(text)));
    events.extend(filled(refusal).map(|text| chunks.refusal(text)));
    for (index, call) in (0..).zip(tool_calls.iter().flatten()) {
        let call = call.to_call();
        events.push(chunks.tool_call(index, &call.id, &call.function.name));
        events.push(chunks.tool_arguments(index, &call.function.arguments));
    }
    events.push(chunks.finish(choice.finish_reason.unwrap_or(FinishReason::Stop)));
}

fn filled(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.is_empty())
}

impl Stream for Replay {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front())
    }
}
