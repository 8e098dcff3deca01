//! The commit point: a streamed answer is only shown once it has content.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context as Task, Poll};

use futures_core::Stream;
use osier_core::{Body, Error, Event, EventStream, Response};

/// Events held back at most. A provider that sends more without content is passed through: memory
/// is bounded, and such a prelude is itself an answer of a kind.
const MAX_HELD: usize = 256;

/// Waits until the answer can be shown: at once if it is whole, else when its first content, its end
/// or its failure is seen.
pub(crate) async fn commit(response: Response) -> Result<Response, Error> {
    let Response { head, body } = response;
    let body = match body {
        Body::Complete(_) => body,
        Body::Stream(events) => Body::Stream(Box::pin(first_content(events).await?)),
    };
    Ok(Response { head, body })
}

async fn first_content(mut events: EventStream) -> Result<Committed, Error> {
    let mut held = VecDeque::new();
    while held.len() < MAX_HELD {
        let Some(event) = poll_fn(|cx| events.as_mut().poll_next(cx)).await else {
            break;
        };
        let event = event?;
        let shows = event.is_content() || event.finish_reason().is_some();
        held.push_back(event);
        if shows {
            break;
        }
    }
    Ok(Committed { held, rest: events })
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
