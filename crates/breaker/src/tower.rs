//! The breaker around a tower service.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::{Breaker, CallError, Outcome, Permit, Rejection};

/// Puts a [`Breaker`] around services, which share it.
///
/// Many services answer failures with a response, not with an error; say so with
/// [`classify`](Self::classify).
///
/// ```
/// use osier_breaker::tower::BreakerLayer;
/// use osier_breaker::{Breaker, Outcome};
/// use std::sync::Arc;
///
/// # struct Response { status: u16 }
/// # struct Failed;
/// let layer = BreakerLayer::new(Arc::new(Breaker::default()));
/// let layer = layer.classify(|result: &Result<Response, Failed>| match result {
///     Ok(response) if response.status < 500 => Outcome::Success,
///     _ => Outcome::Failure,
/// });
/// # let _ = layer;
/// ```
#[derive(Clone)]
pub struct BreakerLayer<C = EveryError> {
    breaker: Arc<Breaker>,
    classify: C,
}

/// Takes every error for a failure and every response for a success.
#[derive(Clone, Copy, Debug, Default)]
pub struct EveryError;

/// What the result of a call means. Implemented by functions from a result to an [`Outcome`].
pub trait Classify<T, E> {
    /// Says it.
    fn classify(&self, result: &Result<T, E>) -> Outcome;
}

impl<T, E> Classify<T, E> for EveryError {
    fn classify(&self, result: &Result<T, E>) -> Outcome {
        match result {
            Ok(_) => Outcome::Success,
            Err(_) => Outcome::Failure,
        }
    }
}

impl<T, E, F: Fn(&Result<T, E>) -> Outcome> Classify<T, E> for F {
    fn classify(&self, result: &Result<T, E>) -> Outcome {
        self(result)
    }
}

impl BreakerLayer {
    /// A layer that takes every error for a failure.
    #[must_use]
    pub fn new(breaker: Arc<Breaker>) -> Self {
        Self { breaker, classify: EveryError }
    }
}

impl<C> BreakerLayer<C> {
    /// Judges results by this function.
    #[must_use]
    pub fn classify<T, E, F>(self, classify: F) -> BreakerLayer<F>
    where
        F: Fn(&Result<T, E>) -> Outcome,
    {
        BreakerLayer { breaker: self.breaker, classify }
    }
}

impl<S, C: Clone> Layer<S> for BreakerLayer<C> {
    type Service = BreakerService<S, C>;

    fn layer(&self, inner: S) -> Self::Service {
        let (breaker, classify) = (Arc::clone(&self.breaker), self.classify.clone());
        BreakerService { inner, breaker, classify }
    }
}

/// A service behind a [`Breaker`].
///
/// It is ready when the inner service is, and rejects in `call`: whether to let a call through is
/// decided when there is one. A permit is taken for each call and held by its future; dropping that
/// says nothing about the service. Clones share the breaker. The breaker itself is always ready, the
/// inner service need not be: as with every service, each clone asks for readiness before it calls.
#[derive(Clone)]
pub struct BreakerService<S, C = EveryError> {
    inner: S,
    breaker: Arc<Breaker>,
    classify: C,
}

impl<S, C, R> Service<R> for BreakerService<S, C>
where
    S: Service<R>,
    C: Classify<S::Response, S::Error> + Clone,
{
    type Response = S::Response;
    type Error = CallError<S::Error>;
    type Future = BreakerFuture<S::Future, C>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx).map_err(CallError::Failed)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let state = match self.breaker.try_acquire_owned() {
            Err(rejection) => State::Rejected { rejection },
            Ok(permit) => State::Running {
                call: self.inner.call(request),
                judge: Some((permit, self.classify.clone())),
            },
        };
        BreakerFuture { state }
    }
}

pin_project! {
    /// A call through a [`BreakerService`].
    pub struct BreakerFuture<F, C> {
        #[pin]
        state: State<F, C>,
    }
}

pin_project! {
    #[project = StateView]
    enum State<F, C> {
        Rejected {
            rejection: Rejection,
        },
        Running {
            #[pin]
            call: F,
            judge: Option<(Permit<Arc<Breaker>>, C)>,
        },
    }
}

impl<F, C, T, E> Future for BreakerFuture<F, C>
where
    F: Future<Output = Result<T, E>>,
    C: Classify<T, E>,
{
    type Output = Result<T, CallError<E>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().state.project() {
            StateView::Rejected { rejection } => Poll::Ready(Err(CallError::Rejected(*rejection))),
            StateView::Running { call, judge } => {
                let result = ready!(call.poll(cx));
                if let Some((permit, classify)) = judge.take() {
                    permit.record(classify.classify(&result));
                }
                Poll::Ready(result.map_err(CallError::Failed))
            }
        }
    }
}

impl<C> fmt::Debug for BreakerLayer<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BreakerLayer").field("breaker", &self.breaker).finish_non_exhaustive()
    }
}

impl<S: fmt::Debug, C> fmt::Debug for BreakerService<S, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BreakerService")
            .field("inner", &self.inner)
            .field("breaker", &self.breaker)
            .finish_non_exhaustive()
    }
}

impl<F, C> fmt::Debug for BreakerFuture<F, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BreakerFuture").finish_non_exhaustive()
    }
}
