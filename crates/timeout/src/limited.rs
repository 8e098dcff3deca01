//! A streamed body under limits.

use std::pin::Pin;
use std::task::{Context as Task, Poll};

use futures_core::Stream;
use osier_core::{Error, Event, EventStream};

use crate::watch::Watch;

pub(crate) struct Limited {
    /// `None` after the last item.
    inside: Option<(EventStream, Watch)>,
}

impl Limited {
    pub(crate) fn new(events: EventStream, watch: Watch) -> Self {
        Self { inside: Some((events, watch)) }
    }
}

impl Stream for Limited {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        let Some((events, watch)) = &mut self.inside else {
            return Poll::Ready(None);
        };
        let last = match events.as_mut().poll_next(task) {
            Poll::Ready(Some(Ok(event))) => {
                watch.on_event(&event);
                return Poll::Ready(Some(Ok(event)));
            }
            Poll::Ready(last) => last,
            Poll::Pending => match watch.poll_limit(task) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(error) => Some(Err(error)),
            },
        };
        // What produces the stream is dropped at once.
        self.inside = None;
        Poll::Ready(last)
    }
}
