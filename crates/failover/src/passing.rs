//! An answer past its commit point, on its way to the caller.

mod onward;

use std::pin::Pin;
use std::task::{Context as Task, Poll, ready};

use futures_core::Stream;
use osier_core::{Attempts, End, Ending, Error, Event, EventStream, HowItEnded};

pub(crate) use self::onward::Onward;
use self::onward::Resumed;
use crate::running::Running;
use crate::trail::Trail;

/// Passes events on. Where the answer breaks off it is continued, if that can be right; else the error
/// is the last item, with the trail: what was tried before, and this attempt. A normal end says how the
/// answer came to it.
pub(crate) struct Passing {
    flow: Flow,
    trail: Trail,
    /// What the target itself tried before it answered.
    inner: Attempts,
    ending: Ending,
    /// How to go on, once, should the answer break off.
    onward: Option<Box<Onward>>,
}

enum Flow {
    Events(EventStream, Running),
    /// The answer broke off with this error.
    Resuming(Error, Pin<Box<dyn Future<Output = Resumed> + Send>>),
    /// After the last item.
    Ended,
}

impl Passing {
    pub(crate) fn new(
        events: EventStream,
        running: Running,
        (trail, inner): (Trail, Attempts),
        ending: Ending,
        onward: Option<Box<Onward>>,
    ) -> Self {
        Self { flow: Flow::Events(events, running), trail, inner, ending, onward }
    }

    fn complete(&mut self) {
        if let Flow::Events(_, running) = std::mem::replace(&mut self.flow, Flow::Ended) {
            let target = running.target().clone();
            let took = running.end(End::Complete);
            self.trail.extend(&std::mem::take(&mut self.inner));
            let attempts = std::mem::take(&mut self.trail).into_attempts();
            self.ending.say(HowItEnded::new(target, took, attempts));
        }
    }

    /// The answer broke off: it is continued, or this is the last item.
    fn broke_off(&mut self, error: Error) -> Option<Error> {
        let Flow::Events(_, running) = std::mem::replace(&mut self.flow, Flow::Ended) else {
            return Some(error);
        };
        let line = running.fail(&error);
        let inner = std::mem::take(&mut self.inner);
        if error.attempts().is_empty() {
            self.trail.extend(&inner);
        }
        self.trail.add(&error, line);
        match self.onward.take().and_then(|onward| onward.go_on(&error)) {
            Some(resuming) => {
                self.flow = Flow::Resuming(error, resuming);
                None
            }
            None => Some(self.last(error)),
        }
    }

    /// What became of the attempts to go on. None of them ever hides why the answer broke off.
    fn resumed(&mut self, resumed: Resumed) -> Option<Error> {
        let Flow::Resuming(error, _) = std::mem::replace(&mut self.flow, Flow::Ended) else {
            return None;
        };
        resumed.failed.into_iter().for_each(|(failure, line)| self.trail.add(&failure, line));
        match resumed.rest {
            Some((events, running)) => {
                self.flow = Flow::Events(events, running);
                None
            }
            None => Some(self.last(error)),
        }
    }

    fn last(&mut self, error: Error) -> Error {
        error.with_attempts(std::mem::take(&mut self.trail).into_attempts())
    }
}

impl Stream for Passing {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let last = match &mut self.flow {
                Flow::Ended => return Poll::Ready(None),
                Flow::Resuming(_, resuming) => {
                    let resumed = ready!(resuming.as_mut().poll(task));
                    self.resumed(resumed)
                }
                Flow::Events(events, _) => match ready!(events.as_mut().poll_next(task)) {
                    Some(Ok(event)) => {
                        if let Some(onward) = &mut self.onward {
                            onward.note(&event);
                        }
                        return Poll::Ready(Some(Ok(event)));
                    }
                    Some(Err(error)) => self.broke_off(error),
                    None => {
                        self.complete();
                        None
                    }
                },
            };
            if let Some(error) = last {
                return Poll::Ready(Some(Err(error)));
            }
        }
    }
}
