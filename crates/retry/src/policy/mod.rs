//! Whether to try again, and when: pure functions of what is known.

mod backoff;
mod composite;
mod decision;
mod settings;
mod situation;
#[cfg(test)]
mod tests;
mod usual;

use std::sync::Arc;

use osier_core::Error;

pub use composite::{Composite, composite};
pub use decision::{Decision, Why};
pub use settings::{Jitter, RetrySettings};
pub use situation::Situation;
pub use usual::RetryPolicy;

/// Decides what follows a failed attempt. It reads no clock and draws no random number: both are in
/// the [`Situation`], so that a table can test it.
///
/// A closure of the same shape is a policy too:
///
/// ```
/// use std::time::Duration;
/// use osier_core::{Error, ErrorKind};
/// use osier_retry::{Decision, Policy, Situation, Why};
///
/// let cuts = |attempt: u32, error: &Error, _: &Situation| match error.kind() {
///     ErrorKind::Cut if attempt < 4 => Decision::Retry { after: Duration::from_secs(1) },
///     _ => Decision::GiveUp(Why::NotRetryable),
/// };
/// let situation = Situation::new(Duration::from_secs(60));
/// let decision = cuts.decide(1, &Error::new(ErrorKind::Cut), &situation);
/// assert_eq!(decision, Decision::Retry { after: Duration::from_secs(1) });
/// ```
pub trait Policy: Send + Sync + 'static {
    /// What follows `error`, which ended the attempt of this number, from 1.
    fn decide(&self, attempt: u32, error: &Error, situation: &Situation) -> Decision;

    /// The most attempts it ever asks for, the first included. The last one gets the request itself
    /// in place of a copy, and its answer is not looked into. A bound that is too high costs a
    /// little; one that is too low is obeyed.
    fn max_attempts(&self) -> u32 {
        u32::MAX
    }
}

/// A policy that can be handed around.
pub type SharedPolicy = Arc<dyn Policy>;

impl<F> Policy for F
where
    F: Fn(u32, &Error, &Situation) -> Decision + Send + Sync + 'static,
{
    fn decide(&self, attempt: u32, error: &Error, situation: &Situation) -> Decision {
        self(attempt, error, situation)
    }
}

impl<P: Policy + ?Sized> Policy for Arc<P> {
    fn decide(&self, attempt: u32, error: &Error, situation: &Situation) -> Decision {
        (**self).decide(attempt, error, situation)
    }

    fn max_attempts(&self) -> u32 {
        (**self).max_attempts()
    }
}
