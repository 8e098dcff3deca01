//! Behaviour around a provider, written once: alone as a layer, or fused with others into one call.

mod stack;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::time::Instant;

use crate::{Context, Error, Layer, Readiness, Request, Response, SharedProvider};

pub use stack::{Named, Stack};

/// What a [`Middleware`] stands around: a provider, or further middleware around one.
///
/// It says what [`Provider`](crate::Provider) says, but its futures need no box, so that a whole stack
/// costs one. Implemented by [`SharedProvider`] and [`Stack`].
pub trait Next: Send + Sync + 'static {
    /// The name of what is asked: within a target's stack, the target's.
    fn id(&self) -> &str;

    /// Answers the request; see [`Provider::call`](crate::Provider::call).
    fn call(
        &self,
        context: &Context,
        request: Request,
    ) -> impl Future<Output = Result<Response, Error>> + Send;

    /// Whether it makes sense to call at `now`.
    fn readiness(&self, now: Instant) -> Readiness;

    /// Asks whether the provider is alive.
    fn probe(&self, context: &Context) -> impl Future<Output = Result<(), Error>> + Send;
}

/// Behaviour around a call. Its state is shared by its clones.
///
/// Every middleware that can be cloned is a [`Layer`] too; [`Stack`] fuses several of them.
///
/// ```
/// use osier_core::{Context, Error, Middleware, Next, Request, Response};
///
/// /// Asks for at most this many tokens.
/// #[derive(Clone)]
/// struct Ceiling(u32);
///
/// impl Middleware for Ceiling {
///     async fn call<N: Next>(
///         &self,
///         context: &Context,
///         mut request: Request,
///         next: &N,
///     ) -> Result<Response, Error> {
///         request.set("max_tokens", &self.0)?;
///         next.call(context, request).await
///     }
/// }
/// ```
///
/// # Cancellation
///
/// Dropping the call drops the call inside; nothing may be left behind, and nobody is blamed.
pub trait Middleware: Send + Sync + 'static {
    /// Answers the request, most often by way of `next`.
    fn call<N: Next>(
        &self,
        context: &Context,
        request: Request,
        next: &N,
    ) -> impl Future<Output = Result<Response, Error>> + Send;

    /// Whether it makes sense to call at `now`. Cheap, and changes nothing.
    fn readiness<N: Next>(&self, now: Instant, next: &N) -> Readiness {
        next.readiness(now)
    }

    /// Asks whether the provider is alive.
    fn probe<N: Next>(
        &self,
        context: &Context,
        next: &N,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        next.probe(context)
    }
}

/// Without one, nothing stands around the call.
impl<M: Middleware> Middleware for Option<M> {
    async fn call<N: Next>(
        &self,
        context: &Context,
        request: Request,
        next: &N,
    ) -> Result<Response, Error> {
        match self {
            Some(middleware) => middleware.call(context, request, next).await,
            None => next.call(context, request).await,
        }
    }

    fn readiness<N: Next>(&self, now: Instant, next: &N) -> Readiness {
        match self {
            Some(middleware) => middleware.readiness(now, next),
            None => next.readiness(now),
        }
    }

    async fn probe<N: Next>(&self, context: &Context, next: &N) -> Result<(), Error> {
        match self {
            Some(middleware) => middleware.probe(context, next).await,
            None => next.probe(context).await,
        }
    }
}

impl Next for SharedProvider {
    fn id(&self) -> &str {
        (**self).id()
    }

    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        (**self).call(context, request).await
    }

    fn readiness(&self, now: Instant) -> Readiness {
        (**self).readiness(now)
    }

    async fn probe(&self, context: &Context) -> Result<(), Error> {
        (**self).probe(context).await
    }
}

impl<M: Middleware + Clone> Layer for M {
    fn layer(&self, inner: SharedProvider) -> SharedProvider {
        SharedProvider::new(Stack::new(self.clone(), inner))
    }
}
