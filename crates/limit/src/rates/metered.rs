//! A streamed answer whose tokens are counted.

use std::pin::Pin;
use std::task::{Context as Task, Poll, ready};

use futures_core::Stream;
use osier_core::{Context, Error, Event, EventStream};

use super::charge::Charge;

/// Settles the charge at the end of the body, or when it is dropped: with what the provider says it
/// cost, else with the estimate of the prompt and a token for each event of content.
pub(super) struct Metered {
    events: EventStream,
    charge: Option<Charge>,
    context: Context,
    contents: u64,
    told: Option<u64>,
}

impl Metered {
    pub(super) fn new(events: EventStream, charge: Charge, context: Context) -> Self {
        Self { events, charge: Some(charge), context, contents: 0, told: None }
    }

    fn note(&mut self, event: &Event) {
        self.contents += u64::from(event.is_content());
        if let Some(usage) = event.usage() {
            self.told = Some(usage.total());
        }
    }

    fn settle(&mut self) {
        if let Some(charge) = self.charge.take() {
            let counted = charge.estimate().saturating_add(self.contents);
            charge.settle_at(self.context.clock().now(), self.told.unwrap_or(counted));
        }
    }
}

impl Stream for Metered {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.events.as_mut().poll_next(task));
        match &item {
            Some(Ok(event)) => self.note(event),
            Some(Err(_)) | None => self.settle(),
        }
        Poll::Ready(item)
    }
}

impl Drop for Metered {
    fn drop(&mut self) {
        self.settle();
    }
}
