//! A streamed answer that ends at the deadline, whoever gives it.

use std::pin::Pin;
use std::task::{Context as Task, Poll, ready};

use futures_core::Stream;
use osier_core::{Body, Context, Delivery, Error, ErrorKind, Event, EventStream, Response, Sleep};

/// The answer, whose stream ends with an error if the deadline comes while more of it is awaited.
pub(crate) fn in_time(context: &Context, response: Response) -> Response {
    let Response { head, body } = response;
    let body = match body {
        Body::Complete(_) => body,
        Body::Stream(events) => {
            Body::Stream(Box::pin(InTime { events, context: context.clone(), timer: None }))
        }
    };
    Response { head, body }
}

struct InTime {
    events: EventStream,
    context: Context,
    /// Made when something is first awaited.
    timer: Option<Sleep>,
}

impl Stream for InTime {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        let Self { events, context, timer } = &mut *self;
        if let Poll::Ready(item) = events.as_mut().poll_next(task) {
            return Poll::Ready(item);
        }
        let deadline = context.deadline().moment();
        if context.is_watched_at(deadline) {
            return Poll::Pending;
        }
        let timer = timer.get_or_insert_with(|| context.clock().sleep_until(deadline));
        ready!(timer.as_mut().poll(task));
        let late = Error::new(ErrorKind::DeadlineExceeded).with_delivery(Delivery::Answered);
        Poll::Ready(Some(Err(late)))
    }
}
