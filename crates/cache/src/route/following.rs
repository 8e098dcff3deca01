//! The body of an answer that somebody else has asked for: it ends by one's own deadline.

use std::pin::Pin;
use std::task::{self, Poll};

use futures_core::Stream;
use osier_core::{Body, Context, Error, ErrorKind, Event, EventStream, Response, Sleep};

/// The same answer, which ends with an error at the deadline of this request.
pub(super) fn until(context: &Context, response: Response) -> Response {
    let Response { head, body } = response;
    let body = match body {
        Body::Stream(events) => {
            let (events, context, timer) = (Some(events), context.clone(), None);
            Body::Stream(Box::pin(Until { events, context, timer }))
        }
        whole @ Body::Complete(_) => whole,
    };
    Response { head, body }
}

struct Until {
    /// Let go of at the deadline: the flight does not wait for one who is not there any more.
    events: Option<EventStream>,
    context: Context,
    /// Only made once there is something to wait for.
    timer: Option<Sleep>,
}

impl Stream for Until {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let Some(events) = &mut this.events else { return Poll::Ready(None) };
        if let Poll::Ready(event) = events.as_mut().poll_next(cx) {
            return Poll::Ready(event);
        }
        let context = &this.context;
        let timer = this
            .timer
            .get_or_insert_with(|| context.clock().sleep_until(context.deadline().moment()));
        timer.as_mut().poll(cx).map(|()| {
            this.events = None;
            Some(Err(Error::new(ErrorKind::DeadlineExceeded)))
        })
    }
}
