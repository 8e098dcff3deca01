//! Waiting for something, but not for ever.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Instant;

use osier_core::Clock;

/// What `work` gives, or `None` if `moment` comes first. The work is dropped then.
pub(crate) async fn within<F: Future>(
    clock: &dyn Clock,
    moment: Instant,
    work: F,
) -> Option<F::Output> {
    let mut work = pin!(work);
    let mut timer = clock.sleep_until(moment);
    poll_fn(|cx| match work.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => timer.as_mut().poll(cx).map(|()| None),
    })
    .await
}
