//! Another answer, read through its joint.

use std::pin::Pin;
use std::task::{Context as Task, Poll, ready};

use futures_core::Stream;
use osier_core::{Error, Event, EventStream};

use super::joint::{Differs, Joined, Joint, Unfinished};
use crate::commit::Held;

/// The part of an answer that is new to the caller. A difference ends it with an error, and the answer
/// is let go of.
pub(crate) struct Joining {
    /// `None` after the last item.
    events: Option<EventStream>,
    joint: Joint,
}

/// Waits until all that the caller has came again and there is something new to show, or for the end:
/// until then nothing is passed on, and a failure, or a difference, is that of this attempt alone. What
/// is new of one choice while another is behind is kept meanwhile, and passed on if it is too much.
///
/// Dropping the wait drops the stream.
///
/// # Errors
///
/// That of the stream, or [`Cut`](osier_core::ErrorKind::Cut) if it is not the same answer.
pub(crate) async fn joined(events: EventStream, joint: Joint) -> Result<Held<Joining>, Error> {
    let mut held = Held::new(Joining { events: Some(events), joint });
    let mut shows = false;
    held.until(|joining, event| {
        shows |= event.shows();
        shows && joining.joint.is_caught_up()
    })
    .await?;
    Ok(held)
}

impl Joining {
    fn read(&mut self, item: Option<Result<Event, Error>>) -> Option<Result<Joined, Error>> {
        let item = match item {
            Some(Ok(event)) => self.joint.join(&event).map_err(|Differs| self.joint.differs()),
            Some(Err(error)) => Err(error),
            None => {
                self.events = None;
                return self.joint.at_end().err().map(|Unfinished| Err(self.joint.unfinished()));
            }
        };
        if item.is_err() {
            self.events = None;
        }
        Some(item)
    }
}

impl Stream for Joining {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        while let Some(events) = &mut self.events {
            let item = ready!(events.as_mut().poll_next(task));
            match self.read(item) {
                Some(Ok(Joined::Nothing)) => {}
                Some(Ok(Joined::Event(event))) => return Poll::Ready(Some(Ok(event))),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
        Poll::Ready(None)
    }
}
