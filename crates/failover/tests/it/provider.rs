//! Providers that do what no script says.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use async_trait::async_trait;
use osier_core::{Context, Error, ErrorKind, Provider, Readiness, Request, Response};
use osier_simulate::Scripted;

/// Streams its answers, whatever is asked.
pub(crate) struct Streaming(pub(crate) Scripted);

#[async_trait]
impl Provider for Streaming {
    fn id(&self) -> &'static str {
        "streaming"
    }

    async fn call(&self, context: &Context, mut request: Request) -> Result<Response, Error> {
        request.set_stream(true);
        self.0.call(context, request).await
    }
}

/// Gives what it is given, once.
pub(crate) struct Once(Mutex<Option<Result<Response, Error>>>);

impl Once {
    pub(crate) fn fails(error: Error) -> Self {
        Self(Mutex::new(Some(Err(error))))
    }

    pub(crate) fn answers(response: Response) -> Self {
        Self(Mutex::new(Some(Ok(response))))
    }
}

#[async_trait]
impl Provider for Once {
    fn id(&self) -> &'static str {
        "once"
    }

    async fn call(&self, _: &Context, _: Request) -> Result<Response, Error> {
        self.0.lock().expect("not poisoned").take().expect("called once")
    }
}

/// Is as ready as it is told to be.
pub(crate) struct Waits(pub(crate) Readiness);

#[async_trait]
impl Provider for Waits {
    fn id(&self) -> &'static str {
        "waits"
    }

    async fn call(&self, _: &Context, _: Request) -> Result<Response, Error> {
        panic!("never called")
    }

    fn readiness(&self, _: Instant) -> Readiness {
        self.0
    }
}

/// Fails, and is from then on as ready as it is told to be.
pub(crate) struct FailsThen(Readiness, AtomicBool);

impl FailsThen {
    pub(crate) fn new(readiness: Readiness) -> Self {
        Self(readiness, AtomicBool::new(false))
    }
}

#[async_trait]
impl Provider for FailsThen {
    fn id(&self) -> &'static str {
        "fails then"
    }

    async fn call(&self, _: &Context, _: Request) -> Result<Response, Error> {
        self.1.store(true, Ordering::Relaxed);
        Err(Error::new(ErrorKind::Overloaded))
    }

    fn readiness(&self, _: Instant) -> Readiness {
        if self.1.load(Ordering::Relaxed) { self.0 } else { Readiness::Ready }
    }
}
