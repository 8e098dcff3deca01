//! An answer whose normal end is a success, and pays into the budget.

use std::pin::Pin;
use std::task::{Context as Task, Poll, ready};

use futures_core::Stream;
use osier_core::{Body, Error, Event, HeldBack, Response};

use crate::RetryBudget;

/// The answer; up to its first content, if it is to be looked into.
///
/// # Errors
///
/// That of an answer that failed so far.
pub(super) async fn paying(
    response: Response,
    look: bool,
    budget: Option<&RetryBudget>,
) -> Result<Response, Error> {
    let Response { head, body } = response;
    let body = match body {
        Body::Complete(answer) => {
            budget.inspect(|budget| budget.deposit());
            Body::Complete(answer)
        }
        Body::Stream(events) if !look && budget.is_none() => Body::Stream(events),
        Body::Stream(events) => {
            let events = if look {
                HeldBack::until_content(events).await?
            } else {
                HeldBack::nothing(events)
            };
            Body::Stream(Box::pin(Paying { events, budget: budget.cloned() }))
        }
    };
    Ok(Response { head, body })
}

struct Paying {
    events: HeldBack,
    /// `None` after the end: a success pays once.
    budget: Option<RetryBudget>,
}

impl Stream for Paying {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(Pin::new(&mut self.events).poll_next(task));
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
