//! The side that makes the call.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll};

use osier_core::{Body, Completion, Error, Event, EventStream, Head, Response};

use super::answer::Answer;
use super::handle::Handle;
use super::state::State;

/// The side that makes the call, in a task of its own. Dropping it before its end tells all aboard that
/// the answer was lost.
pub(crate) struct Pilot(Handle);

/// What came of a flight.
#[derive(Debug)]
pub(crate) enum Landed {
    /// A whole answer.
    Whole(Head, Completion),
    /// A stream that ended normally, with all of its events.
    Streamed(Head, Vec<Event>),
    /// The events were more than a flight keeps, or than all may keep together. Those who stayed aboard
    /// have, or will have, got them all.
    Unkept,
    /// No answer, or not all of it. Those aboard were told the same.
    Failed,
    /// Everybody left before the end.
    Abandoned,
}

impl Pilot {
    pub(super) fn new(flight: Handle) -> Self {
        Self(flight)
    }

    /// Makes the call and tells all aboard what comes of it. Once nobody is aboard any more the call is
    /// dropped, and so cancelled.
    ///
    /// An answer can still be joined after its end, until the pilot is dropped: store it before that, and
    /// whoever asks meanwhile joins, and whoever asks later finds it stored. A failure is over at once.
    ///
    /// # Cancellation
    ///
    /// Dropping it drops the call; if the pilot goes with it, as in a panic, all aboard get an error:
    /// [`Internal`](osier_core::ErrorKind::Internal) before the head,
    /// [`Cut`](osier_core::ErrorKind::Cut) after it.
    pub(crate) async fn fly(
        &self,
        call: impl Future<Output = Result<Response, Error>> + Send,
    ) -> Landed {
        match self.while_manned(call).await {
            None => Landed::Abandoned,
            Some(Err(error)) => self.failed(error),
            Some(Ok(Response { head, body: Body::Complete(whole) })) => {
                self.0.change(|state| state.begin(Answer::Whole(head.clone(), whole.clone())));
                Landed::Whole(head, whole)
            }
            Some(Ok(Response { head, body: Body::Stream(events) })) => {
                self.0.change(|state| state.begin(Answer::Stream(head.clone())));
                let end = self.while_manned(self.pass_on(events)).await;
                end.map_or_else(|| self.unkept(), |end| self.ended(head, end))
            }
        }
    }

    async fn pass_on(&self, mut events: EventStream) -> Result<(), Error> {
        while let Some(event) = poll_fn(|cx| events.as_mut().poll_next(cx)).await {
            let mut event = Some(event?);
            poll_fn(|cx| self.push(&mut event, cx)).await;
        }
        Ok(())
    }

    fn push(&self, event: &mut Option<Event>, cx: &Context<'_>) -> Poll<()> {
        let Some(next) = event.take() else { return Poll::Ready(()) };
        let (pushed, _waker) = self.0.change(|state| match state.push(next) {
            Ok(()) => (Ok(()), None),
            Err(event) => (Err(event), state.wait_as_pilot(cx.waker())),
        });
        match pushed {
            Ok(()) => Poll::Ready(()),
            Err(unread) => {
                *event = Some(unread);
                Poll::Pending
            }
        }
    }

    fn ended(&self, head: Head, end: Result<(), Error>) -> Landed {
        match end {
            Err(error) => self.failed(error),
            Ok(()) => match self.0.change(State::end) {
                Some(events) => Landed::Streamed(head, events),
                None => self.unkept(),
            },
        }
    }

    fn failed(&self, error: Error) -> Landed {
        self.0.change(|state| state.fail(error));
        Landed::Failed
    }

    fn unkept(&self) -> Landed {
        if self.0.change(|state| state.is_kept()) { Landed::Abandoned } else { Landed::Unkept }
    }

    /// Works as long as somebody waits for it; `None` if nobody does any more. Work that nobody waits for
    /// is dropped at once, not polled once more.
    async fn while_manned<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        poll_fn(|cx| {
            let (abandoned, _waker) =
                self.0.change(|state| (state.is_abandoned(), state.wait_as_pilot(cx.waker())));
            if abandoned { Poll::Ready(None) } else { work.as_mut().poll(cx).map(Some) }
        })
        .await
    }
}

impl Drop for Pilot {
    fn drop(&mut self) {
        drop(self.0.change(State::finish));
    }
}
