//! The commit point of a stream: nothing is passed on before there is something to show.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::EventStream;
use crate::{Error, Event};

/// Events held back at most. A provider that sends more without content is passed through: memory
/// is bounded, and such a prelude is itself an answer of a kind.
const MOST_EVENTS: usize = 256;
/// The same in bytes, but for the event that goes beyond it. Preludes are a few hundred bytes.
const MOST_BYTES: usize = 256 * 1024;

/// A stream of which the events before the first content were held back, until it was known that
/// there is any: what was held back, then the rest as it comes.
pub struct HeldBack {
    held: VecDeque<Event>,
    /// `None` after the end.
    rest: Option<EventStream>,
}

impl HeldBack {
    /// Waits for the first content of a stream, for its finish, or for its end. At most 256 events and
    /// 256 KiB are held back; a longer prelude is passed on.
    ///
    /// # Errors
    ///
    /// That of the stream, if it failed before it had anything to show.
    ///
    /// # Cancellation
    ///
    /// Dropping the wait drops the stream.
    pub async fn until_content(mut events: EventStream) -> Result<Self, Error> {
        let (mut held, mut bytes) = (VecDeque::new(), 0);
        while held.len() < MOST_EVENTS && bytes < MOST_BYTES {
            let Some(event) = poll_fn(|cx| events.as_mut().poll_next(cx)).await else {
                return Ok(Self { held, rest: None });
            };
            let event = event?;
            let shows = event.shows();
            bytes += event.data().len();
            held.push_back(event);
            if shows {
                break;
            }
        }
        Ok(Self { held, rest: Some(events) })
    }

    /// A stream of which nothing was held back.
    #[must_use]
    pub fn nothing(events: EventStream) -> Self {
        Self { held: VecDeque::new(), rest: Some(events) }
    }
}

impl Stream for HeldBack {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(event) = self.held.pop_front() {
            return Poll::Ready(Some(Ok(event)));
        }
        match &mut self.rest {
            Some(rest) => rest.as_mut().poll_next(cx),
            None => Poll::Ready(None),
        }
    }
}

impl std::fmt::Debug for HeldBack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HeldBack").field("held", &self.held.len()).finish_non_exhaustive()
    }
}
