//! Alerts that wait to be delivered.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use crate::Alert;
use crate::alert::TARGET;
use crate::watch::Bell;

/// As many as wait; of more, the oldest of a target is given up: what is true now matters more than what
/// was. Targets come and go by themselves, while a credential waits for people, and a level is what callers
/// feel.
const MOST: usize = 64;

/// In order, and bounded.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: Mutex<VecDeque<Alert>>,
    bell: Bell,
}

impl Queue {
    /// Gives the one that is given up, if there are too many: another, or the new one itself.
    pub(super) fn push(&self, alert: Alert) -> Option<Alert> {
        let mut waiting = self.waiting();
        waiting.push_back(alert);
        let given_up = if waiting.len() > MOST {
            let of_target = waiting.iter().position(|alert| alert.scope == TARGET);
            waiting.remove(of_target.unwrap_or_default())
        } else {
            None
        };
        drop(waiting);
        self.bell.ring();
        given_up
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
