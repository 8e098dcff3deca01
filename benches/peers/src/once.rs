//! Futures and services that are ready at once, without any runtime around them.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use tower::Service;

/// What a future gives at its first poll.
#[inline(always)]
pub(crate) fn poll<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

/// Whether a future is ready at its first poll and gives no error.
#[inline(always)]
pub(crate) fn works<T, E>(future: impl Future<Output = Result<T, E>>) -> bool {
    poll(future).is_some_and(|result| result.is_ok())
}

/// Whether a service is ready, and answers at once and without an error.
#[inline(always)]
pub(crate) fn call<S: Service<()>>(service: &mut S) -> bool {
    let ready = service.poll_ready(&mut Context::from_waker(Waker::noop()));
    matches!(ready, Poll::Ready(Ok(()))) && works(service.call(()))
}
