//! The one timer of an attempt.

use std::task::{Context as Task, Poll};
use std::time::Instant;

use osier_core::{Context, Error, Event, Pulse, Sleep};

use crate::progress::Progress;

/// After so many events without a wait between them, the time is looked at.
const MOST_UNWAITED: u32 = 64;

/// Watches over an attempt, from the call to the end of its body.
///
/// The timer is made when the work is first pending, and made anew only when it fires too early or
/// would fire too late; bytes and events by themselves never touch it.
pub(crate) struct Watch {
    context: Context,
    pulse: Pulse,
    progress: Progress,
    timer: Option<(Instant, Sleep)>,
    /// Events that came since something was last waited for.
    unwaited: u32,
}

impl Watch {
    pub(crate) fn new(context: Context, pulse: Pulse, progress: Progress) -> Self {
        Self { context, pulse, progress, timer: None, unwaited: 0 }
    }

    pub(crate) fn on_response(&mut self) {
        self.progress.on_response();
    }

    /// An event came. Gives the error of an attempt whose end has passed unseen, because nothing was
    /// ever waited for.
    pub(crate) fn on_event(&mut self, event: &Event) -> Option<Error> {
        self.progress.on_event(event);
        self.unwaited += 1;
        if self.unwaited < MOST_UNWAITED {
            return None;
        }
        self.unwaited = 0;
        let end = self.progress.end();
        let is_late = self.context.clock().now() >= end.at && !self.is_whole();
        is_late.then(|| self.progress.error(end))
    }

    /// Whether what came is a whole answer, whatever may follow.
    pub(crate) fn is_whole(&self) -> bool {
        self.pulse.is_whole()
    }

    /// To be called when the work is pending: waits for the limit that ends the wait.
    pub(crate) fn poll_limit(&mut self, task: &mut Task<'_>) -> Poll<Error> {
        self.unwaited = 0;
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
