//! Futures and services that are ready at once, without any runtime around them.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use tower::Service;

/// What a future gives at its first poll.
#[inline]
pub(crate) fn poll<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

/// What a service answers to a call when everything is ready.
#[inline]
pub(crate) fn call<S: Service<()>>(service: &mut S) -> Option<Result<S::Response, S::Error>> {
    match service.poll_ready(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(())) => poll(service.call(())),
        Poll::Ready(Err(error)) => Some(Err(error)),
        Poll::Pending => None,
    }
}
