//! An answer past its commit point, on its way to the caller.

mod onward;

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as Task, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use osier_core::{Attempts, End, Ending, Error, Event, EventStream, HowItEnded, Sleep};

pub(crate) use self::onward::Onward;
use self::onward::{Rest, Resumed};
use crate::resume::Finishes;
use crate::running::Running;
use crate::trail::Trail;

/// How long a whole answer waits for what may come after it: usage and the terminator come with the
/// finish, or not at all.
const AFTER_THE_FINISH: Duration = Duration::from_secs(2);

/// Passes events on. Where the answer breaks off it is continued, if that can be right; else the error
/// is the last item, with the trail: what was tried before, and this attempt. A normal end says how the
/// answer came to it.
pub(crate) struct Passing {
    flow: Flow,
    trail: Trail,
    inner: Inner,
    finishes: Finishes,
    /// Set while more is awaited than a whole answer.
    patience: Option<Sleep>,
    ending: Ending,
    /// How to go on, once, should the answer break off.
    onward: Option<Box<Onward>>,
}

/// The attempt that answers, and what was tried before.
pub(crate) struct Answering {
    pub(crate) running: Running,
    pub(crate) trail: Trail,
    pub(crate) inner: Inner,
    /// Which choices have their finish reason.
    pub(crate) finishes: Finishes,
}

/// What the target itself has to tell: it may be a route.
#[derive(Default)]
pub(crate) struct Inner {
    /// What it tried before it answered.
    pub(crate) tried: Attempts,
    /// How its own answer came to its end.
    pub(crate) ending: Option<Ending>,
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
        Answering { running, trail, inner, finishes }: Answering,
        ending: Ending,
        onward: Option<Box<Onward>>,
    ) -> Self {
        let (flow, patience) = (Flow::Events(events, running), None);
        Self { flow, trail, inner, finishes, patience, ending, onward }
    }

    fn complete(&mut self) {
        if let Flow::Events(_, running) = std::mem::replace(&mut self.flow, Flow::Ended) {
            let name = Arc::clone(running.target());
            let took = running.end(End::Complete);
            let Inner { tried, ending } = std::mem::take(&mut self.inner);
            let how = ending.as_ref().and_then(Ending::get);
            let (target, tried) =
                how.map_or((name, &tried), |how| (how.target.clone(), &how.attempts));
            let attempts = self.trail.followed_by(tried);
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
            self.trail.extend(&inner.tried);
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
            Some(Rest { events, running: Some(running), tried }) => {
                self.inner.tried = tried;
                self.flow = Flow::Events(events, running);
                None
            }
            _ => Some(self.last(error)),
        }
    }

    fn last(&mut self, error: Error) -> Error {
        error.with_attempts(std::mem::take(&mut self.trail).into_attempts())
    }
}

impl Passing {
    /// The next item, or the end of an answer that is whole although its connection stays open.
    fn poll_events(&mut self, task: &mut Task<'_>) -> Poll<Option<Result<Event, Error>>> {
        let Flow::Events(events, running) = &mut self.flow else {
            return Poll::Ready(None);
        };
        let item = events.as_mut().poll_next(task);
        if item.is_ready() || !self.finishes.is_whole() {
            return item;
        }
        let patience = self.patience.get_or_insert_with(|| running.sleep(AFTER_THE_FINISH));
        patience.as_mut().poll(task).map(|()| None)
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
                Flow::Events(..) => match ready!(self.poll_events(task)) {
                    Some(Ok(event)) => {
                        self.finishes.note(&event);
                        if let Some(onward) = &mut self.onward {
                            onward.note(&event);
                        }
                        return Poll::Ready(Some(Ok(event)));
                    }
                    // Only what comes after the answer is missing.
                    Some(Err(error)) if !self.finishes.is_whole() => self.broke_off(error),
                    Some(Err(_)) | None => {
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
