//! An answer past its commit point, on its way to the caller.

use std::pin::Pin;
use std::task::{Context as Task, Poll, ready};

use futures_core::Stream;
use osier_core::{Attempts, End, Error, Event, EventStream};

use crate::running::Running;
use crate::trail::Trail;

/// Passes events on, ends the attempt together with them, and gives an error the trail: what was
/// tried before, and this attempt.
pub(crate) struct Passing {
    /// `None` after the last item.
    events: Option<EventStream>,
    running: Option<Running>,
    before: Trail,
    /// What the target itself tried before it answered.
    inner: Attempts,
}

impl Passing {
    pub(crate) fn new(
        events: EventStream,
        running: Running,
        before: Trail,
        inner: Attempts,
    ) -> Self {
        Self { events: Some(events), running: Some(running), before, inner }
    }

    fn complete(&mut self) {
        self.events = None;
        if let Some(running) = self.running.take() {
            running.end(End::Complete);
        }
    }

    fn fail(&mut self, error: Error) -> Error {
        self.events = None;
        let Some(running) = self.running.take() else {
            return error;
        };
        let line = running.fail(&error);
        let mut trail = std::mem::take(&mut self.before);
        if error.attempts().is_empty() {
            trail.extend(&self.inner);
        }
        trail.add(&error, line);
        error.with_attempts(trail.into_attempts())
    }
}

impl Stream for Passing {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        let Some(events) = &mut self.events else {
            return Poll::Ready(None);
        };
        let item = ready!(events.as_mut().poll_next(task));
        Poll::Ready(match item {
            Some(Ok(event)) => Some(Ok(event)),
            Some(Err(error)) => Some(Err(self.fail(error))),
            None => {
                self.complete();
                None
            }
        })
    }
}
