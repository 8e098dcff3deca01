//! A wait that ends in time.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Instant;

use super::Context;

impl Context {
    /// Waits for `work`, but not past `until`; `None` if that moment came first.
    ///
    /// The timer is only made once the work is pending, and not at all where somebody outside
    /// [watches](Self::watched) and would end the wait sooner. Work that is late is dropped, and so is
    /// all of it when this wait is dropped.
    pub async fn before<T>(&self, until: Instant, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        let mut timer = None;
        poll_fn(|cx| {
            if let Poll::Ready(done) = work.as_mut().poll(cx) {
                return Poll::Ready(Some(done));
            }
            if self.is_watched_at(until) {
                return Poll::Pending;
            }
            let timer = timer.get_or_insert_with(|| self.clock().sleep_until(until));
            timer.as_mut().poll(cx).map(|()| None)
        })
        .await
    }
}
