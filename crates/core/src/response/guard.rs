//! What rides in a body: permits, counts and timers, until its end.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::{End, EventStream};
use crate::{Error, Event};

/// Something that lasts as long as a body does, such as a permit.
///
/// It is told once how the body ended, whatever happens: [`End::Dropped`] if its holder let go of it.
/// It must not block.
pub trait Guard: Send + 'static {
    /// The first content came, or the answer finished without any. Not told of whole answers, which
    /// come at once.
    fn on_first_content(&mut self) {}

    /// The body ended.
    fn on_end(self, end: End<'_>);
}

/// A closure that is only told of the end.
pub(super) struct Told<F>(pub(super) F);

impl<F: FnOnce(End<'_>) + Send + 'static> Guard for Told<F> {
    fn on_end(self, end: End<'_>) {
        (self.0)(end);
    }
}

/// A stream that tells its guard how it goes.
pub(super) struct Guarded<G: Guard> {
    events: EventStream,
    guard: Option<G>,
    has_content: bool,
}

impl<G: Guard> Guarded<G> {
    pub(super) fn new(events: EventStream, guard: G) -> Self {
        Self { events, guard: Some(guard), has_content: false }
    }

    fn note(&mut self, event: &Event) {
        if !self.has_content && event.shows() {
            self.has_content = true;
            if let Some(guard) = &mut self.guard {
                guard.on_first_content();
            }
        }
    }

    fn end(&mut self, end: End<'_>) {
        if let Some(guard) = self.guard.take() {
            guard.on_end(end);
        }
    }
}

/// Nothing in it is ever pinned in place.
impl<G: Guard> Unpin for Guarded<G> {}

impl<G: Guard> Stream for Guarded<G> {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.events.as_mut().poll_next(cx));
        match &item {
            Some(Ok(event)) => self.note(event),
            Some(Err(error)) => self.end(End::Failed(error)),
            None => self.end(End::Complete),
        }
        Poll::Ready(item)
    }
}

impl<G: Guard> Drop for Guarded<G> {
    fn drop(&mut self) {
        self.end(End::Dropped);
    }
}
