//! The beginning of a stream, kept until it may be shown.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context as Task, Poll};

use futures_core::Stream;
use osier_core::{Error, Event};

/// Events kept at most; what comes beyond is passed on, so that memory is bounded.
pub(super) const MOST_EVENTS: usize = 256;
/// The same in bytes, but for the event that goes beyond it.
pub(super) const MOST_BYTES: usize = 256 * 1024;

/// A stream whose beginning may be kept: what was kept, then the rest as it comes.
pub(crate) struct Held<S> {
    kept: VecDeque<Event>,
    bytes: usize,
    /// `None` after the end.
    rest: Option<S>,
}

impl<S: Stream<Item = Result<Event, Error>> + Unpin> Held<S> {
    /// The stream, of which nothing is kept yet.
    pub(crate) fn new(events: S) -> Self {
        Self { kept: VecDeque::new(), bytes: 0, rest: Some(events) }
    }

    /// Keeps what comes until `is_enough` says so of an event, until the end, or until as much is kept as
    /// there is room for.
    ///
    /// Dropping the wait loses nothing: it can be taken up again.
    ///
    /// # Errors
    ///
    /// That of the stream.
    pub(crate) async fn until(
        &mut self,
        mut is_enough: impl FnMut(&S, &Event) -> bool,
    ) -> Result<(), Error> {
        while self.kept.len() < MOST_EVENTS && self.bytes < MOST_BYTES {
            let Some(rest) = &mut self.rest else {
                break;
            };
            let Some(event) = poll_fn(|task| Pin::new(&mut *rest).poll_next(task)).await else {
                self.rest = None;
                break;
            };
            let event = event?;
            let enough = is_enough(rest, &event);
            self.bytes += event.data().len();
            self.kept.push_back(event);
            if enough {
                break;
            }
        }
        Ok(())
    }
}

impl<S: Stream<Item = Result<Event, Error>> + Unpin> Stream for Held<S> {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        if let Some(event) = self.kept.pop_front() {
            return Poll::Ready(Some(Ok(event)));
        }
        match &mut self.rest {
            Some(rest) => Pin::new(rest).poll_next(task),
            None => Poll::Ready(None),
        }
    }
}
