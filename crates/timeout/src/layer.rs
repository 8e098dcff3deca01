//! The limits around a call, and around the body it gives.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use osier_core::{Body, Context, Error, InvalidSetting, Middleware, Next, Request, Response};

use crate::Limits;
use crate::limited::Limited;
use crate::progress::Progress;
use crate::watch::Watch;

/// Puts [`Limits`] on every attempt.
#[derive(Clone, Copy, Debug, Default)]
pub struct Timeout {
    limits: Limits,
}

impl Timeout {
    /// A layer with these limits.
    ///
    /// # Errors
    ///
    /// The first limit that is zero.
    pub fn try_new(limits: Limits) -> Result<Self, InvalidSetting> {
        limits.check()?;
        Ok(Self { limits })
    }
}

impl Middleware for Timeout {
    async fn call<N: Next>(
        &self,
        context: &Context,
        request: Request,
        next: &N,
    ) -> Result<Response, Error> {
        let started = context.clock().now();
        let progress = Progress::new(self.limits, context, request.wants_stream(), started);
        let (inside, pulse) = context.watched(context.deadline().moment());
        let mut watch = Watch::new(context.clone(), pulse, progress);
        let Response { head, body } = under(&mut watch, next.call(&inside, request)).await?;
        watch.on_response();
        let body = match body {
            Body::Complete(_) => body,
            Body::Stream(events) => Body::Stream(Box::pin(Limited::new(events, watch))),
        };
        Ok(Response { head, body })
    }
}

/// The call, unless a limit ends it first. Dropping this drops the call and the timer.
async fn under(
    watch: &mut Watch,
    call: impl Future<Output = Result<Response, Error>>,
) -> Result<Response, Error> {
    let mut call = pin!(call);
    poll_fn(|task| match call.as_mut().poll(task) {
        Poll::Pending => watch.poll_limit(task).map(Err),
        answer @ Poll::Ready(_) => answer,
    })
    .await
}
