//! Providers that do what no script says.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use async_trait::async_trait;
use futures_util::stream;
use osier_core::{
    ChunkWriter, Completion, Context, Error, Event, Provider, Readiness, Request, Response,
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

/// Streams these pieces, each an event without content, and ends without another word.
pub(crate) struct Murmurs(pub(crate) usize);

#[async_trait]
impl Provider for Murmurs {
    fn id(&self) -> &'static str {
        "murmurs"
    }

    async fn call(&self, _: &Context, _: Request) -> Result<Response, Error> {
        let role: Event = ChunkWriter::new("id", 0, "m").role();
        let events = std::iter::repeat_n(role, self.0).map(Ok);
        Ok(Response::stream(stream::iter(events.collect::<Vec<_>>())))
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
