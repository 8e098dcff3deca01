//! An answer, as far as it was looked into.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context as Task, Poll, ready};

use futures_core::Stream;
use osier_core::{Body, Error, Event, EventStream, Head, Response};

use crate::RetryBudget;

/// Events that are looked at before the first content, at most: a longer prelude is passed on, so that
/// memory is bounded. Most have one or two.
const MOST_EVENTS: usize = 256;
/// The same in bytes, but for the event that goes beyond it.
const MOST_BYTES: usize = 256 * 1024;

pub(super) struct Shown {
    head: Head,
    body: Body,
    seen: VecDeque<Event>,
}

impl Shown {
    /// As it came.
    pub(super) fn unseen(response: Response) -> Self {
        Self { head: response.head, body: response.body, seen: VecDeque::new() }
    }

    /// Up to its first content or its end.
    pub(super) async fn first_content(response: Response) -> Result<Self, Error> {
        let mut shown = Self::unseen(response);
        let Body::Stream(events) = &mut shown.body else {
            return Ok(shown);
        };
        let mut bytes = 0;
        while shown.seen.len() < MOST_EVENTS && bytes < MOST_BYTES {
            let Some(event) = poll_fn(|cx| events.as_mut().poll_next(cx)).await else {
                shown.body = Body::Stream(Box::pin(Ended));
                break;
            };
            let event = event?;
            let is_content = event.is_content() || event.finish_reason().is_some();
            bytes += event.data().len();
            shown.seen.push_back(event);
            if is_content {
                break;
            }
        }
        Ok(shown)
    }

    /// The answer. Its normal end is a success, and pays into the budget.
    pub(super) fn into_response(self, budget: Option<&RetryBudget>) -> Response {
        let Self { head, body, seen } = self;
        let body = match body {
            Body::Complete(answer) => {
                budget.inspect(|budget| budget.deposit());
                Body::Complete(answer)
            }
            Body::Stream(events) if budget.is_none() && seen.is_empty() => Body::Stream(events),
            Body::Stream(events) => {
                Body::Stream(Box::pin(Paying { seen, events, budget: budget.cloned() }))
            }
        };
        Response { head, body }
    }
}

/// What was seen already, and then the rest as it comes.
struct Paying {
    seen: VecDeque<Event>,
    events: EventStream,
    /// `None` after the end: a success pays once.
    budget: Option<RetryBudget>,
}

impl Stream for Paying {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        if let Some(event) = self.seen.pop_front() {
            return Poll::Ready(Some(Ok(event)));
        }
        let item = ready!(self.events.as_mut().poll_next(task));
        match &item {
            Some(Ok(_)) => {}
            Some(Err(_)) => self.budget = None,
            None => {
                self.budget.take().inspect(RetryBudget::deposit);
            }
        }
        Poll::Ready(item)
    }
}

/// A stream that ended while it was looked into must not be asked again.
struct Ended;

impl Stream for Ended {
    type Item = Result<Event, Error>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}
