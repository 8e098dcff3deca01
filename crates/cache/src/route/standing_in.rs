//! What is stored, where nobody answers.

use osier_core::{Context, Error, ErrorKind, Level, Reaction, Request, Response, Served};

use super::Cached;

impl Cached {
    pub(super) async fn stand_in(
        &self,
        context: &Context,
        request: &Request,
        error: Error,
    ) -> Result<Response, Error> {
        let Some(mut response) = self.route.recall(context, request).await else {
            return Err(error);
        };
        response.head.attempts = error.attempts().to_vec();
        response.head.level = Some(Served { level: Level::Cached, reason: error.kind().name() });
        Ok(response)
    }
}

/// Whether this is trouble of the providers, for which stored words may stand in. What is wrong with the request
/// must be heard by its caller.
pub(super) fn is_outage(error: &Error) -> bool {
    use ErrorKind::{AttemptsExhausted, DeadlineExceeded, ModelNotFound};
    let is_spent = matches!(error.kind(), DeadlineExceeded | AttemptsExhausted);
    let is_theirs = !matches!(error.kind().reaction(), Reaction::Context | Reaction::Param);
    is_spent || (error.may_fail_over() && is_theirs && error.kind() != ModelNotFound)
}
