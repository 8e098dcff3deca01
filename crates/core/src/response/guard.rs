//! A stream that tells how it ended.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::{End, EventStream};
use crate::{Error, Event};

pub(super) struct Guarded<F: FnOnce(End<'_>)> {
    events: EventStream,
    then: Option<F>,
}

impl<F: FnOnce(End<'_>)> Guarded<F> {
    pub(super) fn new(events: EventStream, then: F) -> Self {
        Self { events, then: Some(then) }
    }

    fn end(&mut self, end: End<'_>) {
        if let Some(then) = self.then.take() {
            then(end);
        }
    }
}

/// Nothing in it is ever pinned in place.
impl<F: FnOnce(End<'_>)> Unpin for Guarded<F> {}

impl<F: FnOnce(End<'_>) + Send> Stream for Guarded<F> {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.events.as_mut().poll_next(cx));
        match &item {
            Some(Ok(_)) => {}
            Some(Err(error)) => self.end(End::Failed(error)),
            None => self.end(End::Complete),
        }
        Poll::Ready(item)
    }
}

impl<F: FnOnce(End<'_>)> Drop for Guarded<F> {
    fn drop(&mut self) {
        self.end(End::Dropped);
    }
}
