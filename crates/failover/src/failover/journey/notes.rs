//! What a request keeps of its attempts, and tells of them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use osier_core::{Attempt, Deadline, Error, ErrorKind, Notice};

use super::Journey;
use crate::leg::{Failure, Leg};
use crate::plan::{Failed, Outlook, Reason, SOONEST, Visit};
use crate::repair::repaired;
use crate::route::View;
use crate::{Lack, Target};

impl Journey<'_> {
    pub(super) fn note(&mut self, leg: &Leg<'_>, (error, line): Failure) {
        let now = self.context.clock().now();
        if error.kind().is_local_refusal() {
            self.context.return_attempt();
            // Who is benched is not ready soon.
            let is_soon = error.kind() != ErrorKind::Benched;
            let is_first = !matches!(leg.visit.reason, Reason::LastResort | Reason::Repair);
            if is_soon && is_first {
                let wait = error.retry_after().unwrap_or_default().max(SOONEST);
                let took = now.saturating_duration_since(leg.since);
                self.plan.put_back(leg.visit, Deadline::after(now, wait).moment(), took);
            }
        }
        self.learn(leg, &error, now);
        self.failed = Some((leg.visit, line.kind));
        let target = Arc::clone(&line.target);
        self.trail.add(&error, line);
        self.verdict.add_of(target, error, now);
    }

    /// What the plan makes of a failure.
    fn learn(&mut self, leg: &Leg<'_>, error: &Error, now: Instant) {
        let repaired = repaired(&leg.request, error);
        let failed = Failed { visit: leg.visit, error, repairable: repaired.is_some() };
        let view = View::new(self.route, self.context, (&self.needs, self.weight), now);
        self.plan.learn(failed, &view);
        self.repaired = self.repaired.take().or(repaired);
    }

    /// An attempt that came to nothing because another one was sooner: a line in the trail, and no
    /// reason for anything.
    pub(super) fn note_cancelled(&mut self, leg: &Leg<'_>) {
        let error = Error::new(ErrorKind::Cancelled);
        let before = leg.since.saturating_duration_since(self.context.started());
        let now = self.context.clock().now();
        let took = now.saturating_duration_since(leg.since);
        leg.target.load().waited(now, took, leg.request.wants_stream());
        let line = Attempt::failed(Arc::clone(leg.target.name()), &error, before, took);
        self.trail.add(&error, line);
    }

    /// Tells of the move from the attempt before to this one.
    pub(super) fn tell_of(&self, visit: Visit, target: &Target, without: Option<&str>) {
        let (request, to) = (self.context.id(), &**target.name());
        if let Some(param) = without {
            self.context.notify(&Notice::Repaired { request, target: to, param });
        }
        // A hedge does not follow a failure; it is told of as what it is.
        let failed = self.failed.filter(|_| visit.reason != Reason::Hedge);
        let Some((before, reason)) = failed.filter(|(before, _)| before.target != visit.target)
        else {
            return;
        };
        if let Some(from) = self.route.targets.get(before.target) {
            self.context.notify(&Notice::FailedOver { request, from: from.name(), to, reason });
        }
    }

    /// When the first target that fits is ready again, if none is now and that is known.
    fn ready_in(&self, now: Instant) -> Option<Duration> {
        let view = View::new(self.route, self.context, (&self.needs, self.weight), now);
        let places = 0..self.route.targets.len();
        let fits = places.filter(|place| view.lack(*place).is_none());
        let waits = fits.map(|place| view.readiness(place).wait());
        waits.min().filter(|wait| !wait.is_zero() && *wait < Duration::MAX)
    }

    /// Whether somebody outside could still answer; then not all has failed.
    fn is_followed(&self) -> bool {
        self.context.has_alternative() || self.context.is_hurried()
    }

    pub(super) fn give_up(&mut self, reason: Reason) -> Error {
        let trail = std::mem::take(&mut self.trail);
        let verdict = std::mem::take(&mut self.verdict);
        let (attempts, blamed) = (trail.made(), verdict.blames_the_targets());
        let error = match reason {
            Reason::Deadline => trail.out_of_time(),
            _ if trail.is_empty() => nothing_tried(reason),
            _ => {
                let now = self.context.clock().now();
                verdict.into_error(trail.into_attempts(), now, self.ready_in(now))
            }
        };
        if (blamed || matches!(reason, Reason::NoneReady(_))) && !self.is_followed() {
            self.context.notify(&Notice::AllFailed {
                request: self.context.id(),
                attempts,
                error: error.kind(),
            });
        }
        error
    }
}

/// Why not even one target was asked.
fn nothing_tried(reason: Reason) -> Error {
    match reason {
        Reason::Attempts => Error::new(ErrorKind::AttemptsExhausted),
        Reason::NoneFits(lack) => none_fits(lack),
        Reason::NoneReady(wait) => {
            let error = Error::new(ErrorKind::CircuitOpen).with_note("no target is ready");
            error.with_retry_after(wait)
        }
        _ => Error::new(ErrorKind::UnknownModel),
    }
}

fn none_fits(lack: Lack) -> Error {
    let field = match lack {
        Lack::Context => {
            let note = "no target of this route takes so many tokens";
            return Error::new(ErrorKind::ContextLength).with_note(note);
        }
        Lack::Tools => "tools",
        Lack::Vision => "messages",
        Lack::JsonSchema => "response_format",
    };
    let note = format!("no target of this route supports {}", lack.name());
    Error::unsupported(field).with_note(note)
}
