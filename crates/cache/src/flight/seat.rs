//! One who waits for the answer of a flight.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use osier_core::{Body, Error, Event, Response};

use super::answer::Answer;
use super::handle::Handle;
use super::state::State;

/// One who waits. Dropping it leaves; the last one to leave ends the flight.
pub(crate) struct Seat {
    flight: Handle,
    number: u64,
    position: usize,
    has_left: bool,
}

impl Seat {
    pub(super) fn new(flight: Handle, number: u64) -> Self {
        Self { flight, number, position: 0, has_left: false }
    }

    /// The answer, as soon as its head is known. The events of a streamed one come from the beginning,
    /// however late this one joined, and end as the original does.
    ///
    /// # Errors
    ///
    /// A copy of what the call failed with before its head;
    /// [`Internal`](osier_core::ErrorKind::Internal) if it was lost.
    ///
    /// # Cancellation
    ///
    /// Dropping it, or the answer, leaves the flight.
    pub(crate) async fn response(self) -> Result<Response, Error> {
        match poll_fn(|cx| self.look(cx, |state| state.answer())).await? {
            Answer::Whole(head, whole) => Ok(Response { head, body: Body::Complete(whole) }),
            Answer::Stream(head) => Ok(Response { head, body: Body::Stream(Box::pin(self)) }),
        }
    }

    /// What is to be seen, or a wait for news.
    fn look<T>(&self, cx: &Context<'_>, see: impl FnOnce(&mut State) -> Option<T>) -> Poll<T> {
        // A waker that nobody needs any more is dropped here, where nothing is locked.
        let (seen, _waker) = self.flight.change(|state| match see(state) {
            Some(seen) => (Poll::Ready(seen), None),
            None => (Poll::Pending, state.wait(self.number, cx.waker())),
        });
        seen
    }

    fn leave(&mut self) {
        if !std::mem::replace(&mut self.has_left, true) {
            drop(self.flight.change(|state| state.leave(self.number, self.position)));
        }
    }
}

impl Stream for Seat {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.has_left {
            return Poll::Ready(None);
        }
        let item = ready!(self.look(cx, |state| state.read(self.position)));
        match item {
            Some(Ok(_)) => self.position += 1,
            Some(Err(_)) | None => self.leave(),
        }
        Poll::Ready(item)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.leave();
    }
}
