//! How long a stream may still go on.

use std::collections::VecDeque;
use std::task::{self, Poll, ready};
use std::time::{Duration, Instant};

use osier_core::{Context, Deadline, Event, Sleep};

/// How long a complete answer waits for its terminator. Everything the caller needs is there by
/// then.
const TAIL: Duration = Duration::from_secs(2);
/// The same while the usage that the caller asked for is missing: content filters hold it back, and
/// without it the answer is billed but not counted.
const TAIL_FOR_USAGE: Duration = Duration::from_secs(10);

/// What may be waited for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// The longest silence.
    pub(crate) byte_idle: Duration,
    /// Whether the caller asked for the usage.
    pub(crate) for_usage: bool,
}

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
/// come: when it fires too early for that reason, it is set again. Where somebody outside watches
/// over the request, silence and the deadline are theirs to judge, and most streams need no timer
/// here.
pub(super) struct Watch {
    context: Context,
    patience: Patience,
    /// Since when nothing came although somebody waits. A slow caller is not silence.
    waiting_since: Option<Instant>,
    complete: bool,
    /// Since when a complete answer is waited on.
    tail_since: Option<Instant>,
    timer: Option<(Instant, Sleep)>,
}

impl Watch {
    pub(super) fn new(context: Context, patience: Patience) -> Self {
        Self {
            context,
            patience,
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

    /// Events came, and the answer is complete with them, or it is not: a choice may begin when
    /// those before it are finished.
    pub(super) fn on_events(&mut self, events: &VecDeque<Event>, complete: bool) {
        self.patience.for_usage &= !events.iter().any(Event::has_usage);
        if complete != self.complete {
            self.context.mark_whole(complete);
        }
        self.complete = complete;
        if !complete {
            self.tail_since = None;
        }
    }

    /// Waits for the next limit, while nothing comes.
    pub(super) fn poll_limit(&mut self, cx: &mut task::Context<'_>) -> Poll<Limit> {
        loop {
            let Some((due, limit)) = self.next() else {
                return Poll::Pending;
            };
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
    fn next(&mut self) -> Option<(Instant, Limit)> {
        let deadline = self.context.deadline().moment();
        let is_watched = self.context.is_watched_at(deadline);
        if is_watched && !self.complete {
            return None;
        }
        let now = self.now();
        let waiting_since = *self.waiting_since.get_or_insert(now);
        let idle = (after(waiting_since, self.patience.byte_idle), Limit::ByteIdle);
        let own = (!is_watched).then(|| earlier(idle, (deadline, Limit::Deadline)));
        if !self.complete {
            return own;
        }
        let tail_since = *self.tail_since.get_or_insert(now);
        let tail = (after(tail_since, self.tail()), Limit::Tail);
        Some(own.map_or(tail, |own| earlier(tail, own)))
    }

    fn tail(&self) -> Duration {
        if self.patience.for_usage { TAIL_FOR_USAGE } else { TAIL }
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
