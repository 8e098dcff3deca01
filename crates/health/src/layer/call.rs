//! One call, from the credential to the end of its body.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Instant;

use osier_core::{Body, Context, End, Error, ErrorKind, Guard, Notice, Outcome, Response};

use crate::Vitals;
use crate::credential::{Benched, Rejection, Use, WayBack, rejection};

/// A call under way. Dropped without a word, it was cancelled, and says nothing of anybody.
pub(super) struct Call<V: Deref<Target = Vitals>> {
    /// Taken where a body goes on with it.
    vitals: Option<V>,
    usage: Use,
}

/// What rides in a streamed body.
struct Riding {
    call: Call<Arc<Vitals>>,
    context: Context,
}

impl<'a> Call<&'a Vitals> {
    /// Asks for the credential, and counts the call as under way.
    pub(super) fn begin(vitals: &'a Vitals, context: &Context) -> Result<Self, Error> {
        let usage = vitals.credential().enter(vitals.target(), || context.clock().now());
        let usage = usage.map_err(|benched| refusal(&benched))?;
        vitals.began();
        Ok(Self { vitals: Some(vitals), usage })
    }

    /// The call is answered; a stream goes on until its end.
    pub(super) fn answered(
        mut self,
        response: Response,
        vitals: &Arc<Vitals>,
        context: &Context,
    ) -> Response {
        if let Body::Complete(_) = response.body {
            self.end(context, End::Complete);
            return response;
        }
        self.vitals = None;
        let call = Call { vitals: Some(Arc::clone(vitals)), usage: self.usage };
        response.guarded(Riding { call, context: context.clone() })
    }
}

impl<V: Deref<Target = Vitals>> Call<V> {
    pub(super) fn end(mut self, context: &Context, end: End<'_>) {
        if let Some(vitals) = self.vitals.take() {
            vitals.ended();
            judge(&vitals, self.usage, context, end);
        }
    }
}

impl<V: Deref<Target = Vitals>> Drop for Call<V> {
    fn drop(&mut self) {
        if let Some(vitals) = self.vitals.take() {
            vitals.ended();
            vitals.credential().undecided_in(self.usage, None);
        }
    }
}

impl Guard for Riding {
    /// A trial need not be waited for to its end.
    fn on_first_content(&mut self) {
        if let Some(vitals) = &self.call.vitals {
            accepted(vitals, self.call.usage, &self.context);
        }
    }

    fn on_end(self, end: End<'_>) {
        self.call.end(&self.context, end);
    }
}

/// What the end says of the target, and of its credential.
fn judge(vitals: &Vitals, usage: Use, context: &Context, end: End<'_>) {
    let credential = vitals.credential();
    let now = context.clock().now();
    match end {
        End::Failed(error) if error.kind().is_local_refusal() => {
            credential.undecided_in(usage, None);
            return;
        }
        End::Failed(error) => match rejection(error) {
            Some(rejection) => rejected(vitals, usage, context, rejection, now),
            None => credential.undecided_in(usage, Some(now)),
        },
        End::Complete => accepted(vitals, usage, context),
        End::Dropped => credential.undecided_in(usage, None),
    }
    vitals.note(now, Outcome::of(end));
}

fn accepted(vitals: &Vitals, usage: Use, context: &Context) {
    let (credential, target) = (vitals.credential(), vitals.target());
    if credential.accepted_in(usage, target, context.clock().now()) {
        let (credential, cause) = (credential.name(), WayBack::Trial.name());
        context.notify(&Notice::Reinstated { credential, cause });
    }
}

fn rejected(vitals: &Vitals, usage: Use, context: &Context, rejection: Rejection, now: Instant) {
    let (credential, target, reason) = (vitals.credential(), vitals.target(), rejection.reason);
    if credential.rejected_in(usage, Benched::new(rejection, target, now)) {
        context.notify(&Notice::Benched { credential: credential.name(), target, reason });
    }
}

fn refusal(benched: &Benched) -> Error {
    let note = match benched.reason {
        ErrorKind::QuotaExceeded => "it is out of quota",
        _ => "the provider rejected it",
    };
    Error::new(ErrorKind::Benched).with_code(benched.reason.name()).with_note(note)
}
