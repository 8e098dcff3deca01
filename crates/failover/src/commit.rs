//! The commit point: from here on the answer is the caller's, and no other target is asked.

mod held;
mod hold_back;
#[cfg(test)]
mod tests;

use std::future::poll_fn;

use osier_core::{
    Body, Collector, Completion, Context, Error, ErrorKind, EventStream, HeldBack, Response,
};

pub(crate) use self::held::Held;
use crate::HoldBack;

/// The largest answer that is put together from events, in bytes of those; what a whole answer over
/// HTTP may have by default.
const MAX_WHOLE: usize = 64 * 1024 * 1024;

/// Waits until the answer can be shown: a streamed one when its first content, its end or its failure
/// is seen, or as much later as the route holds it back; one that is asked for whole when it is whole,
/// even if the provider streams it.
///
/// `begun` is told of the first content of a stream, which may be a while before.
///
/// Dropping the wait drops the answer.
pub(crate) async fn commit(
    response: Response,
    stream: bool,
    settings: Option<HoldBack>,
    context: &Context,
    begun: impl FnOnce() + Send,
) -> Result<Response, Error> {
    let Response { head, body } = response;
    let body = match body {
        Body::Complete(answer) if stream => Body::Complete(readable(answer)?),
        Body::Complete(answer) => Body::Complete(answer),
        Body::Stream(events) if stream => Body::Stream(match settings {
            Some(settings) => {
                Box::pin(hold_back::hold_back(events, settings, context, begun).await?)
            }
            None => {
                let held = HeldBack::until_content(events).await?;
                begun();
                Box::pin(held)
            }
        }),
        Body::Stream(events) => Body::Complete(whole(events, MAX_WHOLE).await?),
    };
    Ok(Response { head, body })
}

/// A whole answer that must become events has to be understood.
fn readable(answer: Completion) -> Result<Completion, Error> {
    match answer.to_answer() {
        Some(_) => Ok(answer),
        None => Err(malformed("the answer cannot be given as events")),
    }
}

async fn whole(mut events: EventStream, max: usize) -> Result<Completion, Error> {
    let mut collector = Collector::default();
    let mut left = max;
    while let Some(event) = poll_fn(|cx| events.as_mut().poll_next(cx)).await {
        let event = event?;
        let Some(rest) = left.checked_sub(event.data().len()) else {
            return Err(malformed(format!("the answer is larger than {max} bytes")));
        };
        left = rest;
        collector.add(&event)?;
    }
    collector.finish()
}

fn malformed(note: impl Into<String>) -> Error {
    Error::new(ErrorKind::Malformed).with_note(note)
}
