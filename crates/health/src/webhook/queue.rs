//! Alerts that wait to be delivered.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use crate::Alert;
use crate::watch::Bell;

/// As many as wait; of more, the oldest is given up: what is true now matters more than what was.
const MOST: usize = 64;

/// In order, and bounded.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: Mutex<VecDeque<Alert>>,
    bell: Bell,
}

impl Queue {
    /// Whether another one had to go for it.
    pub(super) fn push(&self, alert: Alert) -> bool {
        let mut waiting = self.waiting();
        let is_full = waiting.len() >= MOST;
        if is_full {
            waiting.pop_front();
        }
        waiting.push_back(alert);
        drop(waiting);
        self.bell.ring();
        is_full
    }

    /// The oldest, once there is one. Dropped while it waits, it has taken none.
    pub(super) async fn next(&self) -> Alert {
        poll_fn(|cx| {
            // Asked first, so that whoever rings after the look is heard.
            let heard = self.bell.poll_heard(cx);
            match self.waiting().pop_front() {
                Some(alert) => Poll::Ready(alert),
                None if heard.is_ready() => {
                    cx.waker().wake_by_ref();
                    Poll::Pending
                }
                None => Poll::Pending,
            }
        })
        .await
    }

    fn waiting(&self) -> MutexGuard<'_, VecDeque<Alert>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
