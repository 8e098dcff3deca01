//! The commit point: from here on the answer is the caller's, and no other target is asked.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context as Task, Poll};

use futures_core::Stream;
use osier_core::{Body, Collector, Completion, Error, ErrorKind, Event, EventStream, Response};

/// Events held back at most. A provider that sends more without content is passed through: memory
/// is bounded, and such a prelude is itself an answer of a kind.
const MAX_HELD: usize = 256;
/// Bytes held back at most, but for the event that goes beyond it. Preludes are a few hundred bytes.
const MAX_HELD_BYTES: usize = 256 * 1024;
/// The largest answer that is put together from events, in bytes of those; what a whole answer over
/// HTTP may have by default.
const MAX_WHOLE: usize = 64 * 1024 * 1024;

/// Waits until the answer can be shown: a streamed one when its first content, its end or its failure
/// is seen; one that is asked for whole when it is whole, even if the provider streams it.
pub(crate) async fn commit(response: Response, stream: bool) -> Result<Response, Error> {
    let Response { head, body } = response;
    let body = match body {
        Body::Complete(answer) if stream => Body::Complete(readable(answer)?),
        Body::Complete(answer) => Body::Complete(answer),
        Body::Stream(events) if stream => Body::Stream(Box::pin(first_content(events).await?)),
        Body::Stream(events) => Body::Complete(whole(events, MAX_WHOLE).await?),
    };
    Ok(Response { head, body })
}

/// A whole answer that must become events has to be understood.
fn readable(answer: Completion) -> Result<Completion, Error> {
    match answer.to_answer() {
        Some(_) => Ok(answer),
        None => Err(malformed("the answer cannot be given as events")),
    }
}

async fn whole(mut events: EventStream, max: usize) -> Result<Completion, Error> {
    let mut collector = Collector::default();
    let mut left = max;
    while let Some(event) = poll_fn(|cx| events.as_mut().poll_next(cx)).await {
        let event = event?;
        let Some(rest) = left.checked_sub(event.data().len()) else {
            return Err(malformed(format!("the answer is larger than {max} bytes")));
        };
        left = rest;
        collector.add(&event)?;
    }
    collector.finish()
}

async fn first_content(mut events: EventStream) -> Result<Committed, Error> {
    let mut held = VecDeque::new();
    let mut bytes = 0;
    while held.len() < MAX_HELD && bytes < MAX_HELD_BYTES {
        let Some(event) = poll_fn(|cx| events.as_mut().poll_next(cx)).await else {
            break;
        };
        let event = event?;
        let shows = event.is_content() || event.finish_reason().is_some();
        bytes += event.data().len();
        held.push_back(event);
        if shows {
            break;
        }
    }
    Ok(Committed { held, rest: events })
}

fn malformed(note: impl Into<String>) -> Error {
    Error::new(ErrorKind::Malformed).with_note(note)
}

/// What was held back, then the rest as it comes.
struct Committed {
    held: VecDeque<Event>,
    rest: EventStream,
}

impl Stream for Committed {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        match self.held.pop_front() {
            Some(event) => Poll::Ready(Some(Ok(event))),
            None => self.rest.as_mut().poll_next(task),
        }
    }
}
