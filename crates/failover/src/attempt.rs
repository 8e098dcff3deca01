//! One attempt on one target, up to the commit point.

use std::sync::Arc;
use std::time::Instant;

use osier_core::{Attempt, Context, Error, ErrorKind, Request, Response};

use crate::Target;
use crate::commit::commit;
use crate::running::Running;

/// Asks the target, and waits for the commit point, but not past `until`. An answer comes with its
/// attempt, which lasts until the end of the body.
pub(crate) async fn attempt(
    context: &Context,
    target: &Target,
    request: &Request,
    until: Instant,
    number: u32,
) -> Result<(Response, Running), (Error, Attempt)> {
    let running = Running::start(context, target.name(), number);
    let answer = async {
        let response = target.provider().call(context, target.address(request)).await?;
        commit(response, request.wants_stream()).await
    };
    let answer = context.before(until, answer).await;
    match answer.unwrap_or_else(|| Err(expired(context))) {
        Ok(mut response) => {
            // A target that is a route itself has named the one of its own that answers.
            response.head.target.get_or_insert_with(|| Arc::clone(target.name()));
            Ok((response, running))
        }
        Err(error) => {
            let line = running.fail(&error);
            Err((error, line))
        }
    }
}

fn expired(context: &Context) -> Error {
    if context.remaining().is_zero() {
        Error::new(ErrorKind::DeadlineExceeded)
    } else {
        Error::timeout("share_of_deadline")
    }
}
