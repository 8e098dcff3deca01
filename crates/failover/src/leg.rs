//! One attempt on one target, up to the commit point.

use std::sync::Arc;
use std::time::Instant;

use osier_core::{Attempt, Attempts, Context, Error, ErrorKind, Request, Response};

use crate::commit::commit;
use crate::in_time::in_time;
use crate::plan::Visit;
use crate::resume::{Joint, joined};
use crate::route::Weight;
use crate::running::{Running, Shape};
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
}

/// When an answer is committed to.
pub(crate) enum Goal {
    /// When its first content is seen, or when it is whole.
    Answer(Option<HoldBack>),
    /// When it has said again what the caller has.
    Rest(Joint),
}

/// An answer, with its attempt, which lasts until the end of the body.
pub(crate) type Arrived = (Response, Running);
/// An error, with its line in the trail.
pub(crate) type Failure = (Error, Attempt);

impl Leg<'_> {
    /// Asks the target, and waits for the commit point, but not past the moment at which it must be left.
    pub(crate) async fn run(&self, goal: Goal) -> Result<Arrived, Failure> {
        let running = Running::start(&self.context, self.target, self.number, self.weight.tokens());
        let mut inner = Attempts::new();
        let shape = goal.shape(&self.request);
        match self.in_time(goal, &mut inner).await {
            Ok(mut response) => {
                response.head.took = running.arrived(shape);
                response.head.attempts = inner;
                // A target that is a route itself has named the one of its own that answers.
                let name = self.target.name();
                response.head.target.get_or_insert_with(|| Arc::clone(name));
                Ok((response, running))
            }
            Err(error) => {
                let line = running.fail(&error);
                Err((after(inner, error, &line), line))
            }
        }
    }

    async fn in_time(&self, goal: Goal, inner: &mut Attempts) -> Result<Response, Error> {
        let (context, answer) = (&self.context, self.answer(goal, inner));
        if self.target.keeps_time() {
            return answer.await;
        }
        let until = context.leave_by().unwrap_or(context.deadline().moment());
        let answer = context.before(until, answer).await.unwrap_or_else(|| Err(expired(context)));
        answer.map(|response| in_time(context, response))
    }

    async fn answer(&self, goal: Goal, inner: &mut Attempts) -> Result<Response, Error> {
        let request = self.target.address(&self.request);
        let stream = request.wants_stream();
        let mut response = self.target.provider().call(&self.context, request).await?;
        *inner = std::mem::take(&mut response.head.attempts);
        match goal {
            Goal::Answer(hold_back) => commit(response, stream, hold_back, &self.context).await,
            Goal::Rest(joint) => {
                let head = std::mem::take(&mut response.head);
                let rest = Response::stream(joined(response.into_events(), joint).await?);
                Ok(Response { head, ..rest })
            }
        }
    }
}

impl Goal {
    /// What the time to the commit point says of the target.
    fn shape(&self, request: &Request) -> Shape {
        match self {
            Self::Rest(_) => Shape::Rest,
            Self::Answer(_) if request.wants_stream() => Shape::Stream,
            Self::Answer(_) => Shape::Whole,
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
        Error::timeout("share_of_deadline")
    }
}
