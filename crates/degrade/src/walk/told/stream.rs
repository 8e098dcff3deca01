//! A stream that also tells what was tried before it.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use osier_core::{Attempts, Ending, Error, Event, EventStream, HowItEnded};

/// Events, and at their end, or in their error, what was tried at other levels before.
pub(super) struct After {
    pub(super) events: EventStream,
    pub(super) before: Attempts,
    /// Where the route says how the answer ended.
    pub(super) inner: Ending,
    /// Where the ladder says it.
    pub(super) ending: Ending,
}

impl After {
    fn complete(&mut self) {
        if let Some(HowItEnded { target, attempts, took, .. }) = self.inner.get() {
            let attempts = [&*self.before, attempts].concat();
            self.ending.say(HowItEnded::new(target.clone(), *took, attempts));
        }
    }

    /// An error without attempts is the end of the one that answers, which its head tells of.
    fn failed(&self, error: Error) -> Error {
        if error.attempts().is_empty() {
            return error;
        }
        let attempts = [&*self.before, error.attempts()].concat();
        error.with_attempts(attempts)
    }
}

impl Stream for After {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.events.as_mut().poll_next(task));
        if item.is_none() {
            self.complete();
        }
        Poll::Ready(item.map(|item| item.map_err(|error| self.failed(error))))
    }
}
