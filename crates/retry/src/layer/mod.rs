//! Retry around a provider.

mod course;
mod paying;
mod trail;

use osier_core::{Context, Error, Middleware, Next, Request, Response};

use self::course::Course;
use self::paying::paying;
use crate::Retry;

impl Middleware for Retry {
    /// Tries the same target again until the first content of its answer: up to there nothing has
    /// reached the caller. A stream is looked into that far as long as another attempt is possible; so
    /// an error as its first event is like an error in place of an answer.
    ///
    /// # Errors
    ///
    /// That of the last attempt, with the trail of all of them if there were several.
    ///
    /// # Cancellation
    ///
    /// Dropped in a wait, it gives back the tokens of the coming attempt, and takes no attempt from the
    /// context; dropped in an attempt, it drops the attempt. Either way nothing further is tried.
    async fn call<N: Next>(
        &self,
        context: &Context,
        mut request: Request,
        next: &N,
    ) -> Result<Response, Error> {
        let mut course = Course::new(self, context, next);
        loop {
            let again = course.may_go_on().then(|| request.clone());
            let answer = self.attempt(context, request, next, again.is_some()).await;
            match (answer, again) {
                (Ok(response), _) => return Ok(course.arrive(response)),
                (Err(error), None) => return Err(course.end(error)),
                (Err(error), Some(again)) => {
                    course.next_attempt(error).await?;
                    request = again;
                }
            }
        }
    }
}

impl Retry {
    async fn attempt<N: Next>(
        &self,
        context: &Context,
        request: Request,
        next: &N,
        look: bool,
    ) -> Result<Response, Error> {
        let response = next.call(context, request).await?;
        paying(response, look, self.shared_budget()).await
    }
}
