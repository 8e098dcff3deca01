//! The cache as what stands around a provider.

use std::time::Instant;

use async_trait::async_trait;
use osier_core::{
    Context, Error, Layer, Next, Provider, Readiness, Request, Response, SharedProvider,
};

use super::{Cached, RouteCache};

impl Next for Cached {
    fn id(&self) -> &str {
        self.inner.id()
    }

    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        self.answer(context, request).await
    }

    fn readiness(&self, now: Instant) -> Readiness {
        self.inner.readiness(now)
    }

    async fn probe(&self, context: &Context) -> Result<(), Error> {
        self.inner.probe(context).await
    }
}

#[async_trait]
impl Provider for Cached {
    fn id(&self) -> &str {
        self.inner.id()
    }

    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        self.answer(context, request).await
    }

    fn readiness(&self, now: Instant) -> Readiness {
        self.inner.readiness(now)
    }

    async fn probe(&self, context: &Context) -> Result<(), Error> {
        self.inner.probe(context).await
    }
}

impl Layer for RouteCache {
    fn layer(&self, inner: SharedProvider) -> SharedProvider {
        SharedProvider::new(self.around(inner))
    }
}
