//! One attempt on one target, up to the commit point.

use std::sync::Arc;

use osier_core::{Attempt, Attempts, Context, Error, ErrorKind, Request, Response};

use crate::Target;
use crate::commit::commit;
use crate::in_time::in_time;
use crate::running::Running;

/// Asks the target, and waits for the commit point, but not past the moment at which it must be left.
/// An answer comes with its attempt, which lasts until the end of the body.
pub(crate) async fn attempt(
    context: &Context,
    target: &Target,
    request: &Request,
    number: u32,
) -> Result<(Response, Running), (Error, Attempt)> {
    let running = Running::start(context, target.name(), number);
    let mut inner = Attempts::new();
    let answer = async {
        let mut response = target.provider().call(context, target.address(request)).await?;
        inner = std::mem::take(&mut response.head.attempts);
        commit(response, request.wants_stream(), None, context).await
    };
    let answer = if target.keeps_time() {
        answer.await
    } else {
        let until = context.leave_by().unwrap_or(context.deadline().moment());
        let answer = context.before(until, answer).await.unwrap_or_else(|| Err(expired(context)));
        answer.map(|response| in_time(context, response))
    };
    match answer {
        Ok(mut response) => {
            response.head.attempts = inner;
            // A target that is a route itself has named the one of its own that answers.
            response.head.target.get_or_insert_with(|| Arc::clone(target.name()));
            Ok((response, running))
        }
        Err(error) => {
            let line = running.fail(&error);
            Err((after(inner, error, &line), line))
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
