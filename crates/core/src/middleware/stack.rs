//! Middleware and what it stands around, as one.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;

use super::{Middleware, Next};
use crate::{Context, Error, Provider, Readiness, Request, Response};

/// A middleware around a provider, or around another stack.
///
/// However many are nested, a call through the outermost as a [`Provider`] makes one box.
///
/// ```
/// use osier_core::{Middleware, SharedProvider, Stack};
///
/// fn assemble(outer: impl Middleware, inner: impl Middleware, provider: SharedProvider) -> SharedProvider {
///     SharedProvider::new(Stack::new(outer, Stack::new(inner, provider)))
/// }
/// ```
#[derive(Clone, Copy)]
pub struct Stack<M, N> {
    middleware: M,
    next: N,
}

impl<M: Middleware, N: Next> Stack<M, N> {
    /// The middleware around what is next.
    #[must_use]
    pub fn new(middleware: M, next: N) -> Self {
        Self { middleware, next }
    }
}

impl<M: Middleware, N: Next> Next for Stack<M, N> {
    fn id(&self) -> &str {
        self.next.id()
    }

    fn call(
        &self,
        context: &Context,
        request: Request,
    ) -> impl Future<Output = Result<Response, Error>> + Send {
        self.middleware.call(context, request, &self.next)
    }

    fn readiness(&self, now: Instant) -> Readiness {
        self.middleware.readiness(now, &self.next)
    }

    fn probe(&self, context: &Context) -> impl Future<Output = Result<(), Error>> + Send {
        self.middleware.probe(context, &self.next)
    }
}

#[async_trait]
impl<M: Middleware, N: Next> Provider for Stack<M, N> {
    fn id(&self) -> &str {
        Next::id(self)
    }

    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        Next::call(self, context, request).await
    }

    fn readiness(&self, now: Instant) -> Readiness {
        Next::readiness(self, now)
    }

    async fn probe(&self, context: &Context) -> Result<(), Error> {
        Next::probe(self, context).await
    }
}

impl<M: fmt::Debug, N: fmt::Debug> fmt::Debug for Stack<M, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entry(&self.middleware).entry(&self.next).finish()
    }
}

/// What is inside goes by another name: a target's, in place of its provider's.
#[derive(Clone, Debug)]
pub struct Named<N> {
    name: Arc<str>,
    inner: N,
}

impl<N: Next> Named<N> {
    /// The same, by this name.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>, inner: N) -> Self {
        Self { name: name.into(), inner }
    }
}

impl<N: Next> Next for Named<N> {
    fn id(&self) -> &str {
        &self.name
    }

    fn call(
        &self,
        context: &Context,
        request: Request,
    ) -> impl Future<Output = Result<Response, Error>> + Send {
        self.inner.call(context, request)
    }

    fn readiness(&self, now: Instant) -> Readiness {
        self.inner.readiness(now)
    }

    fn probe(&self, context: &Context) -> impl Future<Output = Result<(), Error>> + Send {
        self.inner.probe(context)
    }
}
