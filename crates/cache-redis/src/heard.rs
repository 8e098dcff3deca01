//! Calls that nobody waits for any longer.

use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::Handle;

/// A call that goes on in the background when it is dropped after it began, until it ends by itself.
///
/// Whoever asks a cache waits for a tenth of the time in which a dead link shows that it is dead. If
/// nobody heard the silence to its end, the link would be kept for ever.
pub(crate) struct Heard<T: Send + 'static> {
    call: Option<Pin<Box<dyn Future<Output = T> + Send>>>,
    began: bool,
}

impl<T: Send + 'static> Heard<T> {
    pub(crate) fn new(call: impl Future<Output = T> + Send + 'static) -> Self {
        Self { call: Some(Box::pin(call)), began: false }
    }
}

impl<T: Send + 'static> Future for Heard<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        self.began = true;
        let Some(call) = self.call.as_mut() else { return Poll::Pending };
        let polled = call.as_mut().poll(cx);
        if polled.is_ready() {
            self.call = None;
        }
        polled
    }
}

impl<T: Send + 'static> Drop for Heard<T> {
    fn drop(&mut self) {
        if let (true, Some(call), Ok(runtime)) =
            (self.began, self.call.take(), Handle::try_current())
        {
            runtime.spawn(call);
        }
    }
}
