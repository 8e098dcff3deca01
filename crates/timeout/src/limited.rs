//! A streamed body under limits.

use std::pin::Pin;
use std::task::{Context as Task, Poll, ready};

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
            Poll::Ready(Some(Ok(event))) => match watch.on_event(&event) {
                None => return Poll::Ready(Some(Ok(event))),
                Some(error) => Some(Err(error)),
            },
            Poll::Ready(last) => last,
            Poll::Pending => {
                let error = ready!(watch.poll_limit(task));
                // Only the terminator of a whole answer did not come in time.
                (!watch.is_whole()).then_some(Err(error))
            }
        };
        // What produces the stream is dropped at once.
        self.inside = None;
        Poll::Ready(last)
    }
}
