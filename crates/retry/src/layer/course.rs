//! One request on its way through its attempts at one target.

use std::time::{Duration, Instant};

use osier_core::{Attempt, Clock, Context, Error, ErrorKind, Next, Notice, Response};

use super::trail::Trail;
use crate::Retry;
use crate::call::cost_after;
use crate::retry::{Failure, Planned};

/// What random numbers are drawn for here.
const RETRY: u64 = u64::from_be_bytes(*b"retrying");

pub(super) struct Course<'a, N> {
    retry: &'a Retry,
    context: &'a Context,
    next: &'a N,
    since: Instant,
    /// When the attempt under way began.
    started: Instant,
    trail: Trail,
    /// The attempt before the one under way.
    failed: Option<Failed>,
}

struct Failed {
    error: Error,
    at: Instant,
    /// What the attempt after it took from the budget.
    cost: u32,
}

impl<'a, N: Next> Course<'a, N> {
    pub(super) fn new(retry: &'a Retry, context: &'a Context, next: &'a N) -> Self {
        let now = context.clock().now();
        let (trail, failed) = (Trail::default(), None);
        Self { retry, context, next, since: now, started: now, trail, failed }
    }

    /// Whether another attempt could follow the one that begins.
    pub(super) fn may_go_on(&self) -> bool {
        let number = self.trail.attempts() + 1;
        number < self.retry.max_attempts() && self.context.attempts_to_spare() > 0
    }

    pub(super) fn arrive(self, response: Response) -> Response {
        self.trail.precede(response)
    }

    /// Waits and begins the attempt after `error`, or gives the error to end with.
    pub(super) async fn next_attempt(&mut self, error: Error) -> Result<(), Error> {
        if is_no_attempt(&error) {
            return Err(self.end(error));
        }
        let now = self.clock().now();
        self.note(&error, now);
        self.count_the_first();
        let retry = self.retry;
        let may_follow = self.context.attempts_to_spare() > 0;
        let planned = may_follow.then(|| retry.next(&self.failure(&error, now))).flatten();
        let Some(planned) = planned else {
            return Err(self.give_up(error));
        };
        self.clock().sleep_until(self.clock().after(planned.after)).await;
        self.begin(error, now, planned)
    }

    /// The error to end with, after the last attempt failed with this one.
    pub(super) fn end(&mut self, error: Error) -> Error {
        if !is_no_attempt(&error) {
            self.note(&error, self.clock().now());
            return self.give_up(error);
        }
        let Some(failed) = self.failed.take() else {
            return error;
        };
        self.retry.give_back(failed.cost);
        self.context.return_attempt();
        let wait = error.retry_after();
        self.give_up(aged(failed.error, failed.at, self.clock().now(), wait))
    }

    /// The first attempt is begun by whoever chose this target. Where nobody did, it counts all the same.
    fn count_the_first(&self) {
        if self.context.attempts_made() == 0 {
            let _ = self.context.begin_attempt();
        }
    }

    /// The attempt that was waited for begins, if one is left.
    fn begin(&mut self, error: Error, at: Instant, planned: Planned<'_>) -> Result<(), Error> {
        self.started = self.clock().now();
        let Ok(number) = self.context.begin_attempt() else {
            return Err(self.give_up(aged(error, at, self.started, None)));
        };
        self.context.notify(&Notice::Retrying {
            request: self.context.id(),
            target: self.next.id(),
            number,
            error: error.kind(),
            status: error.status(),
            wait: planned.after,
        });
        self.failed = Some(Failed { error, at, cost: planned.begin() });
        Ok(())
    }

    fn give_up(&mut self, error: Error) -> Error {
        std::mem::take(&mut self.trail).give(error)
    }

    fn note(&mut self, error: &Error, now: Instant) {
        let before = self.started.saturating_duration_since(self.context.started());
        let took = now.saturating_duration_since(self.started);
        let line = || Attempt::failed(self.next.id().into(), error, before, took);
        self.trail.add(error, line);
    }

    fn failure<'e>(&self, error: &'e Error, now: Instant) -> Failure<'e> {
        Failure {
            attempt: self.trail.attempts(),
            error,
            cost: cost_after(error),
            billed: self.trail.billed(),
            alternative: self.context.has_alternative(),
            hurried: self.context.is_hurried(),
            ready_after: self.next.readiness(now).wait(),
            since: self.since,
            now,
            remaining: self.remaining(now),
            drawn: self.context.draw_unit(RETRY ^ u64::from(self.context.attempts_made())),
        }
    }

    /// Until the deadline, or until this target is left for another.
    fn remaining(&self, now: Instant) -> Duration {
        let remaining = self.context.deadline().remaining(now);
        match self.context.leave_by() {
            Some(leave_by) => remaining.min(leave_by.saturating_duration_since(now)),
            None => remaining,
        }
    }

    fn clock(&self) -> &'a dyn Clock {
        self.context.clock()
    }
}

/// The target was not asked, so nothing is known of it beyond what was known before.
fn is_no_attempt(error: &Error) -> bool {
    error.kind().is_local_refusal() || error.kind() == ErrorKind::AttemptsExhausted
}

/// An error that goes up a while after it was made: what it asked to be waited is partly over. Whoever
/// has just refused knows better how long it will be.
fn aged(error: Error, at: Instant, now: Instant, wait: Option<Duration>) -> Error {
    let passed = now.saturating_duration_since(at);
    let left = error.retry_after().map(|wait| wait.saturating_sub(passed));
    match wait.or(left) {
        Some(wait) => error.with_retry_after(wait),
        None => error,
    }
}
