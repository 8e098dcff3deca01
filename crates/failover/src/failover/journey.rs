//! One request on its way through the targets.

use std::time::Instant;

use osier_core::{Attempt, Attempts, Context, Error, ErrorKind, Notice, Response};

use crate::Target;
use crate::plan::{Plan, Reason, Step};
use crate::verdict::Verdict;

/// What one request has met so far.
pub(super) struct Journey<'a> {
    context: &'a Context,
    plan: Plan,
    verdict: Verdict,
    trail: Attempts,
}

impl<'a> Journey<'a> {
    pub(super) fn new(context: &'a Context, plan: Plan) -> Self {
        Self { context, plan, verdict: Verdict::default(), trail: Attempts::new() }
    }

    /// The target to try next, and until when; or the error to end with.
    pub(super) fn next_target<'t>(
        &mut self,
        targets: &'t [Target],
    ) -> Result<(&'t Target, Instant), Error> {
        let context = self.context;
        let (now, left) = (context.clock().now(), context.attempts_left());
        match self.plan.next(self.verdict.last(), now, context.deadline(), left) {
            Step::GiveUp(reason) => Err(self.give_up(reason)),
            Step::Try { target, until, .. } => match targets.get(target) {
                Some(target) => Ok((target, until)),
                None => Err(self.give_up(Reason::AllTried)),
            },
        }
    }

    /// Draws on the attempt account, and tells of the move from the target before.
    pub(super) fn begin_attempt(&mut self, target: &Target) -> Result<u32, Error> {
        let number = self.context.begin_attempt().map_err(|_| self.give_up(Reason::Attempts))?;
        if let Some(failed) = self.trail.last() {
            self.context.notify(&Notice::FailedOver {
                request: self.context.id(),
                from: &failed.target,
                to: target.name(),
                reason: failed.kind,
            });
        }
        Ok(number)
    }

    pub(super) fn note(&mut self, error: Error, line: Attempt) {
        self.verdict.add(error);
        self.trail.push(line);
    }

    pub(super) fn arrive(self, mut response: Response) -> Response {
        response.head.attempts = self.trail;
        response
    }

    fn give_up(&mut self, reason: Reason) -> Error {
        let why = match reason {
            Reason::Deadline => Some(ErrorKind::DeadlineExceeded),
            Reason::Attempts => Some(ErrorKind::AttemptsExhausted),
            _ if self.trail.is_empty() => Some(ErrorKind::UnknownModel),
            _ => None,
        };
        let attempts = self.trail.len();
        let trail = std::mem::take(&mut self.trail);
        let verdict = std::mem::take(&mut self.verdict);
        let error = match why {
            Some(kind) if trail.is_empty() || kind == ErrorKind::DeadlineExceeded => {
                Error::new(kind).with_attempts(trail)
            }
            _ => verdict.into_error(trail),
        };
        let error_kind = error.kind();
        self.context.notify(&Notice::AllFailed {
            request: self.context.id(),
            attempts,
            error: error_kind,
        });
        error
    }
}
