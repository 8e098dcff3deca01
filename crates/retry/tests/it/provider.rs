//! Providers that do what no script says.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use async_trait::async_trait;
use futures_util::{Stream, StreamExt, stream};
use osier_core::{
    Completion, Context, Error, Event, EventStream, Provider, Readiness, Request, Response,
    SharedProvider,
};

/// Fails with these errors in turn, then answers; says that it is as ready as it is told to be.
pub(crate) struct Fails {
    errors: Mutex<VecDeque<Error>>,
    readiness: Readiness,
}

impl Fails {
    pub(crate) fn with(errors: impl IntoIterator<Item = Error>) -> Self {
        let errors = Mutex::new(errors.into_iter().collect());
        Self { errors, readiness: Readiness::Ready }
    }

    pub(crate) fn and_is(self, readiness: Readiness) -> Self {
        Self { readiness, ..self }
    }

    pub(crate) fn left(&self) -> usize {
        self.errors.lock().expect("not poisoned").len()
    }
}

#[async_trait]
impl Provider for Fails {
    fn id(&self) -> &'static str {
        "f"
    }

    async fn call(&self, _: &Context, _: Request) -> Result<Response, Error> {
        match self.errors.lock().expect("not poisoned").pop_front() {
            Some(error) => Err(error),
            None => Ok(Response::complete(Completion::of_text("m", "at last"))),
        }
    }

    fn readiness(&self, _: Instant) -> Readiness {
        self.readiness
    }
}

/// Streams what it is given, once, and minds being asked again after its end.
pub(crate) struct Streams(Mutex<Option<EventStream>>);

impl Streams {
    pub(crate) fn all(events: impl IntoIterator<Item = Result<Event, Error>>) -> Self {
        let events: VecDeque<_> = events.into_iter().collect();
        let next = |mut left: VecDeque<_>| async { left.pop_front().map(|event| (event, left)) };
        Self::of(stream::unfold(events, next))
    }

    pub(crate) fn and_then_hangs(events: impl IntoIterator<Item = Event>) -> Self {
        let events: Vec<_> = events.into_iter().map(Ok).collect();
        Self::of(stream::iter(events).chain(stream::pending()))
    }

    fn of(events: impl Stream<Item = Result<Event, Error>> + Send + 'static) -> Self {
        Self(Mutex::new(Some(Box::pin(events))))
    }
}

#[async_trait]
impl Provider for Streams {
    fn id(&self) -> &'static str {
        "streams"
    }

    async fn call(&self, _: &Context, _: Request) -> Result<Response, Error> {
        let events = self.0.lock().expect("not poisoned").take();
        Ok(Response::stream(events.expect("asked once")))
    }
}

/// The provider as others use it, while the test keeps an eye on it.
pub(crate) fn shared(inner: &Arc<Fails>) -> SharedProvider {
    SharedProvider::new(Kept(Arc::clone(inner)))
}

struct Kept(Arc<Fails>);

#[async_trait]
impl Provider for Kept {
    fn id(&self) -> &str {
        self.0.id()
    }

    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        self.0.call(context, request).await
    }

    fn readiness(&self, now: Instant) -> Readiness {
        self.0.readiness(now)
    }
}
