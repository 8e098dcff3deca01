//! A streamed body under limits.

use std::pin::Pin;
use std::task::{Context as Task, Poll};
use std::time::Instant;

use futures_core::Stream;
use osier_core::{Context, Error, Event, EventStream, Sleep};

use crate::Limits;
use crate::due::Due;

/// One timer guards all limits. It is made when the body is first pending, and made anew only when
/// it fires too early or would fire too late; an event by itself never touches it.
pub(crate) struct Limited {
    events: Option<EventStream>,
    context: Context,
    limits: Limits,
    attempt: Due,
    /// The limit on the next event, or on the next one with content.
    next: Due,
    seen_event: bool,
    /// There was progress since the limit was set. The clock is read once the body is pending, not at
    /// every event.
    moved: bool,
    timer: Option<(Instant, Sleep)>,
}

impl Limited {
    pub(crate) fn new(
        events: EventStream,
        context: Context,
        limits: Limits,
        started: Instant,
        attempt: Due,
    ) -> Self {
        let next = Due::limit("first_event", started, limits.first_event);
        let (seen_event, moved, timer) = (false, false, None);
        Self { events: Some(events), context, limits, attempt, next, seen_event, moved, timer }
    }

    /// Content moves the limit on, and so does the first event of any kind.
    fn note(&mut self, event: &Event) {
        self.moved |= event.is_content() || event.finish_reason().is_some() || !self.seen_event;
        self.seen_event = true;
    }

    /// The limit that ends the wait that begins now.
    fn due(&mut self) -> Due {
        if std::mem::take(&mut self.moved) {
            let now = self.context.clock().now();
            self.next = Due::limit("progress_idle", now, self.limits.progress_idle);
        }
        self.attempt.or_sooner(self.next)
    }

    fn poll_timer(&mut self, task: &mut Task<'_>) -> Poll<Due> {
        let due = self.due();
        loop {
            let clock = self.context.clock();
            let timer = match &mut self.timer {
                Some((at, sleep)) if *at <= due.at => sleep,
                stale => &mut stale.insert((due.at, clock.sleep_until(due.at))).1,
            };
            if timer.as_mut().poll(task).is_pending() {
                return Poll::Pending;
            }
            if clock.now() >= due.at {
                return Poll::Ready(due);
            }
            self.timer = None;
        }
    }

    /// Ends the stream: what produces it is dropped at once.
    fn end(&mut self) {
        self.events = None;
        self.timer = None;
    }
}

impl Stream for Limited {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let Some(events) = &mut this.events else {
            return Poll::Ready(None);
        };
        match events.as_mut().poll_next(task) {
            Poll::Ready(Some(Ok(event))) => {
                this.note(&event);
                Poll::Ready(Some(Ok(event)))
            }
            Poll::Ready(last) => {
                this.end();
                Poll::Ready(last)
            }
            Poll::Pending => this.poll_timer(task).map(|due| {
                this.end();
                Some(Err(due.error()))
            }),
        }
    }
}
