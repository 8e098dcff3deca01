//! The layer: limits around a call, and around the body it gives.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use osier_core::{
    Body, Context, Deadline, Error, ErrorKind, Layer, Provider, Readiness, Request, Response,
    SharedProvider,
};

use crate::Limits;
use crate::limited::Limited;

/// Puts [`Limits`] on every attempt.
#[derive(Clone, Copy, Debug, Default)]
pub struct Timeout {
    limits: Limits,
}

impl Timeout {
    /// A layer with these limits.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits }
    }
}

impl Layer for Timeout {
    fn layer(&self, inner: SharedProvider) -> SharedProvider {
        SharedProvider::new(Timed { inner, limits: self.limits })
    }
}

struct Timed {
    inner: SharedProvider,
    limits: Limits,
}

/// A moment, and what it means to reach it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Due {
    pub(crate) at: Instant,
    pub(crate) limit: Option<&'static str>,
}

impl Due {
    pub(crate) fn deadline(context: &Context) -> Self {
        Self { at: context.deadline().moment(), limit: None }
    }

    /// The limit of this name, `span` after `from`.
    pub(crate) fn limit(limit: &'static str, from: Instant, span: Duration) -> Self {
        Self { at: Deadline::after(from, span).moment(), limit: Some(limit) }
    }

    /// The sooner of the two; the deadline, if they coincide.
    pub(crate) fn or_sooner(self, other: Self) -> Self {
        if other.at < self.at { other } else { self }
    }

    pub(crate) fn error(self) -> Error {
        match self.limit {
            Some(limit) => Error::timeout(limit),
            None => Error::new(ErrorKind::DeadlineExceeded),
        }
    }
}

impl Timed {
    /// When the whole attempt must be over.
    fn attempt_due(&self, context: &Context, started: Instant) -> Due {
        let deadline = Due::deadline(context);
        match self.limits.attempt {
            Some(span) => deadline.or_sooner(Due::limit("attempt", started, span)),
            None => deadline,
        }
    }
}

#[async_trait]
impl Provider for Timed {
    fn id(&self) -> &str {
        self.inner.id()
    }

    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        let started = context.clock().now();
        let attempt = self.attempt_due(context, started);
        let answer_due = if request.wants_stream() {
            attempt.or_sooner(Due::limit("headers", started, self.limits.headers))
        } else {
            attempt
        };
        let answer = context.before(answer_due.at, self.inner.call(context, request)).await;
        let Response { head, body } = answer.unwrap_or_else(|| Err(answer_due.error()))?;
        let body = match body {
            Body::Complete(_) => body,
            Body::Stream(events) => {
                let limited = Limited::new(events, context.clone(), self.limits, started, attempt);
                Body::Stream(Box::pin(limited))
            }
        };
        Ok(Response { head, body })
    }

    fn readiness(&self) -> Readiness {
        self.inner.readiness()
    }

    async fn probe(&self, context: &Context) -> Result<(), Error> {
        self.inner.probe(context).await
    }
}
