//! How long a stream may still go on.

use std::task::{self, Poll, ready};
use std::time::{Duration, Instant};

use osier_core::{Context, Deadline, Sleep};

/// How long a complete answer waits for its terminator. Everything the caller needs is there by
/// then; what may still come is the usage.
const TAIL: Duration = Duration::from_secs(2);

/// What ended the wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Limit {
    /// The request is out of time.
    Deadline,
    /// No byte came.
    ByteIdle,
    /// The answer is complete, and its terminator does not come.
    Tail,
}

/// One timer for all limits. It exists only while bytes are awaited, and is not touched when they
/// come: when it fires too early for that reason, it is set again.
pub(super) struct Watch {
    context: Context,
    byte_idle: Duration,
    /// Since when nothing came although somebody waits. A slow caller is not silence.
    waiting_since: Option<Instant>,
    complete: bool,
    /// Since when a complete answer is waited on.
    tail_since: Option<Instant>,
    timer: Option<(Instant, Sleep)>,
}

impl Watch {
    pub(super) fn new(context: Context, byte_idle: Duration) -> Self {
        Self {
            context,
            byte_idle,
            waiting_since: None,
            complete: false,
            tail_since: None,
            timer: None,
        }
    }

    pub(super) fn context(&self) -> &Context {
        &self.context
    }

    /// Bytes came: the silence is over. Whether the deadline is, too.
    pub(super) fn on_bytes(&mut self) -> Option<Limit> {
        self.waiting_since = None;
        let deadline = self.context.deadline();
        deadline.has_passed(self.now()).then_some(Limit::Deadline)
    }

    /// The answer is complete.
    pub(super) fn on_complete(&mut self) {
        self.complete = true;
    }

    /// Waits for the next limit, while nothing comes.
    pub(super) fn poll_limit(&mut self, cx: &mut task::Context<'_>) -> Poll<Limit> {
        loop {
            let (due, limit) = self.next();
            let at = ready!(self.poll_timer(due, cx));
            self.timer = None;
            if at >= due {
                return Poll::Ready(limit);
            }
        }
    }

    /// Waits for the timer that is set, or for a new one if that would fire too late.
    fn poll_timer(&mut self, due: Instant, cx: &mut task::Context<'_>) -> Poll<Instant> {
        let timer = match self.timer.take() {
            Some(timer) if timer.0 <= due => timer,
            _ => (due, self.context.clock().sleep_until(due)),
        };
        let (at, sleep) = self.timer.insert(timer);
        sleep.as_mut().poll(cx).map(|()| *at)
    }

    /// The limit that comes first if nothing comes.
    fn next(&mut self) -> (Instant, Limit) {
        let now = self.now();
        let waiting_since = *self.waiting_since.get_or_insert(now);
        let idle = (after(waiting_since, self.byte_idle), Limit::ByteIdle);
        let deadline = (self.context.deadline().moment(), Limit::Deadline);
        let first = earlier(idle, deadline);
        if self.complete {
            let tail_since = *self.tail_since.get_or_insert(now);
            return earlier((after(tail_since, TAIL), Limit::Tail), first);
        }
        first
    }

    fn now(&self) -> Instant {
        self.context.clock().now()
    }
}

/// Any span is allowed, so the sum must not overflow.
fn after(moment: Instant, span: Duration) -> Instant {
    Deadline::after(moment, span).moment()
}

fn earlier(a: (Instant, Limit), b: (Instant, Limit)) -> (Instant, Limit) {
    if a.0 <= b.0 { a } else { b }
}
