//! Several policies as one.

use std::fmt;
use std::sync::Arc;

use osier_core::Error;

use super::{Decision, Policy, SharedPolicy, Situation, Why};

/// Retries if any of its policies would, after the longest wait of those that would. Otherwise it gives
/// up for the reason of the first policy that is meant for such an error at all.
#[derive(Clone, Default)]
pub struct Composite(Vec<SharedPolicy>);

/// These policies as one; further ones are added with [`Composite::and`].
///
/// ```
/// use osier_core::Error;
/// use osier_retry::{Decision, Policy, RetryPolicy, Situation, composite};
/// use std::time::Duration;
///
/// let patient = composite([RetryPolicy::rate_limit(), RetryPolicy::timeout()]);
/// let situation = Situation::new(Duration::from_secs(60)).random(0.5);
/// let decision = patient.decide(1, &Error::timeout("headers"), &situation);
/// assert_eq!(decision, Decision::Retry { after: Duration::from_millis(1050) });
/// ```
#[must_use]
pub fn composite(policies: impl IntoIterator<Item = impl Policy>) -> Composite {
    policies.into_iter().fold(Composite::default(), Composite::and)
}

impl Composite {
    /// Adds a policy.
    #[must_use]
    pub fn and(mut self, policy: impl Policy) -> Self {
        self.0.push(Arc::new(policy));
        self
    }
}

impl Policy for Composite {
    fn decide(&self, attempt: u32, error: &Error, situation: &Situation) -> Decision {
        let decisions = self.0.iter().map(|policy| policy.decide(attempt, error, situation));
        decisions.reduce(rather).unwrap_or(Decision::GiveUp(Why::NotRetryable))
    }

    fn max_attempts(&self) -> u32 {
        self.0.iter().map(Policy::max_attempts).max().unwrap_or(1)
    }
}

fn rather(a: Decision, b: Decision) -> Decision {
    use Decision::{GiveUp, Retry};
    match (a, b) {
        (Retry { after: one }, Retry { after: other }) => Retry { after: one.max(other) },
        (GiveUp(Why::NotRetryable), _) | (GiveUp(_), Retry { .. }) => b,
        _ => a,
    }
}

impl fmt::Debug for Composite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Composite").field("policies", &self.0.len()).finish()
    }
}
