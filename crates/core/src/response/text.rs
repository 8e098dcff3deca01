//! The text of an answer, piece by piece.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::EventStream;
use crate::Error;

/// The text of an answer as it comes. Pieces are never empty; an error is the last item. Content that
/// cannot be read is such an error ([`Malformed`](crate::ErrorKind::Malformed)), never a gap.
pub struct TextStream {
    /// `None` after the last item.
    events: Option<EventStream>,
}

impl TextStream {
    pub(super) fn new(events: EventStream) -> Self {
        Self { events: Some(events) }
    }

    /// The next piece; `None` at the normal end. Cancelling the wait loses nothing.
    pub async fn next(&mut self) -> Option<Result<String, Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Ends with this item: what produces the answer is dropped at once.
    fn end(&mut self, last: Option<Error>) -> Poll<Option<Result<String, Error>>> {
        self.events = None;
        Poll::Ready(last.map(Err))
    }
}

impl Stream for TextStream {
    type Item = Result<String, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(events) = &mut self.events {
            let text = match ready!(events.as_mut().poll_next(cx)) {
                None => return self.end(None),
                Some(event) => event.and_then(|event| event.read_text()),
            };
            match text {
                Err(error) => return self.end(Some(error)),
                Ok(Some(text)) => return Poll::Ready(Some(Ok(text))),
                Ok(None) => {}
            }
        }
        Poll::Ready(None)
    }
}

impl fmt::Debug for TextStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TextStream")
    }
}
