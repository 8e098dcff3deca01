//! Answers without success status.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use osier_core::adapter::{Failure, HeaderFacts};
use osier_core::{Adapter, Context, Deadline, Error, ErrorKind};

use super::HttpProvider;
use crate::body::read_into;
use crate::pieces::Pieces;

/// What is read of such a body, in bytes: a multiple of any error object, and of most error pages.
const MAX: usize = 64 * 1024;
/// How long its body may take. The status is known, and somebody waits.
const PATIENCE: Duration = Duration::from_secs(5);

impl<A: Adapter> HttpProvider<A> {
    /// What the answer means.
    pub(super) async fn refusal(
        &self,
        context: &Context,
        status: StatusCode,
        facts: &HeaderFacts,
        body: reqwest::Body,
    ) -> Error {
        if status.is_redirection() {
            return redirected(status);
        }
        let body = read_some(context, body).await;
        self.adapter.classify(&Failure { status: status.as_u16(), headers: facts, body: &body })
    }
}

/// As much of the body as comes in time and is allowed; none of it is needed.
pub(super) async fn read_some(context: &Context, mut body: reqwest::Body) -> Bytes {
    let patience = Deadline::after(context.clock().now(), PATIENCE);
    let until = patience.min(context.deadline()).moment();
    let mut read = Pieces::default();
    let reading = read_into(&mut read, &mut body, context, MAX);
    // Too large, broken or late: the status says what matters.
    let _ = context.before(until, reading).await;
    read.into_bytes()
}

/// Redirects are never followed: the key would go where nobody configured it to go. Nor are they
/// worth another try: it is not the provider's API that was asked.
fn redirected(status: StatusCode) -> Error {
    Error::new(ErrorKind::of_status(status.as_u16()))
        .with_status(status.as_u16())
        .with_note("the provider answered with a redirect; check its base URL")
}
