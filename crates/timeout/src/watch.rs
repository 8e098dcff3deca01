//! The one timer of an attempt.

use std::task::{Context as Task, Poll};
use std::time::Instant;

use osier_core::{Context, Error, Event, Pulse, Sleep};

use crate::progress::Progress;

/// Watches over an attempt, from the call to the end of its body.
///
/// The timer is made when the work is first pending, and made anew only when it fires too early or
/// would fire too late; bytes and events by themselves never touch it.
pub(crate) struct Watch {
    context: Context,
    pulse: Pulse,
    progress: Progress,
    timer: Option<(Instant, Sleep)>,
}

impl Watch {
    pub(crate) fn new(context: Context, pulse: Pulse, progress: Progress) -> Self {
        Self { context, pulse, progress, timer: None }
    }

    pub(crate) fn on_response(&mut self) {
        self.progress.on_response();
    }

    pub(crate) fn on_event(&mut self, event: &Event) {
        self.progress.on_event(event);
    }

    /// To be called when the work is pending: waits for the limit that ends the wait.
    pub(crate) fn poll_limit(&mut self, task: &mut Task<'_>) -> Poll<Error> {
        let bytes_came = self.pulse.take();
        if self.progress.needs_time(bytes_came) {
            self.progress.wait_from(self.context.clock().now(), bytes_came);
        }
        let due = self.progress.due();
        loop {
            let clock = self.context.clock();
            let timer = match &mut self.timer {
                Some((at, sleep)) if *at <= due.at => sleep,
                stale => &mut stale.insert((due.at, clock.sleep_until(due.at))).1,
            };
            if timer.as_mut().poll(task).is_pending() {
                return Poll::Pending;
            }
            self.timer = None;
            if clock.now() >= due.at {
                return Poll::Ready(self.progress.error(due));
            }
        }
    }
}
