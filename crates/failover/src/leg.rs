//! One attempt on one target, up to the commit point.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use osier_core::{Attempt, Attempts, Body, Context, Error, ErrorKind, Request, Response};

use crate::commit::commit;
use crate::in_time::in_time;
use crate::plan::Visit;
use crate::resume::{Joint, joined};
use crate::route::Weight;
use crate::running::Running;
use crate::{HoldBack, Target};

/// One attempt on one target: whom to ask, and what.
pub(crate) struct Leg<'a> {
    /// The context of this visit.
    pub(crate) context: Context,
    pub(crate) target: &'a Target,
    pub(crate) visit: Visit,
    pub(crate) request: Request,
    /// Since when it is this target's turn.
    pub(crate) since: Instant,
    /// Which attempt of the request it is.
    pub(crate) number: u32,
    /// What the request weighs, where load is balanced.
    pub(crate) weight: Weight,
    pub(crate) has_begun: Begun,
}

/// Set when the first content of an answer has come.
#[derive(Debug, Default)]
pub(crate) struct Begun(AtomicBool);

impl Begun {
    fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// When an answer is committed to.
pub(crate) enum Goal {
    /// When its first content is seen, or when it is whole.
    Answer(Option<HoldBack>),
    /// When it has said again what the caller has.
    Rest(Joint),
}

/// An answer, with its attempt, if that lasts until the end of a body.
pub(crate) type Arrived = (Response, Option<Running>);
/// An error, with its line in the trail.
pub(crate) type Failure = (Error, Attempt);

impl Leg<'_> {
    /// Asks the target, and waits for the commit point, but not past the moment at which it must be left.
    pub(crate) async fn run(&self, goal: Goal) -> Result<Arrived, Failure> {
        let running = Running::start(self);
        let mut inner = Attempts::new();
        match self.in_time(goal, &running, &mut inner).await {
            Ok(mut response) => {
                response.head.attempts = inner;
                // A target that is a route itself has named the one of its own that answers.
                let name = self.target.name();
                response.head.target.get_or_insert_with(|| Arc::clone(name));
                if let Body::Complete(_) = response.body {
                    response.head.took = running.answered();
                    return Ok((response, None));
                }
                response.head.took = running.took().1;
                Ok((response, Some(running)))
            }
            Err(error) => {
                let line = running.fail(&error);
                Err((after(inner, error, &line), line))
            }
        }
    }

    /// Whether its first content has come, be it held back.
    pub(crate) fn has_begun(&self) -> bool {
        self.has_begun.0.load(Ordering::Relaxed)
    }

    async fn in_time(
        &self,
        goal: Goal,
        running: &Running,
        inner: &mut Attempts,
    ) -> Result<Response, Error> {
        let (context, answer) = (&self.context, self.answer(goal, running, inner));
        if self.target.keeps_time() {
            return answer.await;
        }
        let until = context.leave_by().unwrap_or(context.deadline().moment());
        let answer = context.before(until, answer).await.unwrap_or_else(|| Err(expired(context)));
        answer.map(|response| in_time(context, response))
    }

    async fn answer(
        &self,
        goal: Goal,
        running: &Running,
        inner: &mut Attempts,
    ) -> Result<Response, Error> {
        let request = self.target.address(&self.request);
        let stream = request.wants_stream();
        let mut response = self.target.provider().call(&self.context, request).await?;
        *inner = std::mem::take(&mut response.head.attempts);
        match goal {
            Goal::Answer(hold_back) => {
                let begun = || {
                    self.has_begun.set();
                    running.began();
                };
                commit(response, stream, hold_back, &self.context, begun).await
            }
            // How long the rest takes says nothing of first tokens.
            Goal::Rest(joint) => {
                let head = std::mem::take(&mut response.head);
                let rest = Response::stream(joined(response.into_events(), joint).await?);
                Ok(Response { head, ..rest })
            }
        }
    }
}

/// What the target had to try before the answer that failed belongs to the failure. An error that has
/// a trail has all of it.
fn after(mut inner: Attempts, error: Error, line: &Attempt) -> Error {
    if inner.is_empty() || !error.attempts().is_empty() {
        return error;
    }
    inner.push(line.clone());
    error.with_attempts(inner)
}

fn expired(context: &Context) -> Error {
    if context.remaining().is_zero() {
        Error::new(ErrorKind::DeadlineExceeded)
    } else {
        Error::timeout(Error::SHARE_OF_DEADLINE)
    }
}
