//! The layer: limits around a call, and around the body it gives.

use std::time::Instant;

use async_trait::async_trait;
use osier_core::{
    Body, Context, Error, Layer, Provider, Readiness, Request, Response, SharedProvider,
};

use crate::Limits;
use crate::due::Due;
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

    fn readiness(&self, now: Instant) -> Readiness {
        self.inner.readiness(now)
    }

    async fn probe(&self, context: &Context) -> Result<(), Error> {
        self.inner.probe(context).await
    }
}
