//! What to do about an error that this crate does not know.

use std::time::Duration;

use osier_core::{Delivery, Error, ErrorKind};

use super::{Case, Known};
use crate::RetryBudget;

/// What a classifier says of an error of its own.
///
/// ```
/// use osier_retry::Advice;
/// use std::time::Duration;
///
/// let told = Advice::throttled().after(Duration::from_secs(2));
/// let costly = Advice::retry().cost(3);
/// # let _ = (told, costly);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Advice {
    /// `None`: give up.
    kind: Option<ErrorKind>,
    after: Option<Duration>,
    cost: u32,
}

impl Advice {
    /// It would fail again.
    pub fn give_up() -> Self {
        Self { kind: None, after: None, cost: RetryBudget::RETRY }
    }

    /// It may pass: a policy sees [`ErrorKind::Server`].
    pub fn retry() -> Self {
        Self { kind: Some(ErrorKind::Server), ..Self::give_up() }
    }

    /// Too much was asked: a policy sees [`ErrorKind::RateLimited`], and backs off longer.
    pub fn throttled() -> Self {
        Self { kind: Some(ErrorKind::RateLimited), ..Self::give_up() }
    }

    /// It took too long: a policy sees [`ErrorKind::Timeout`], which
    /// [`RetryPolicy::timeout`](crate::RetryPolicy::timeout) repeats and the default does not. It
    /// costs [two tokens](RetryBudget::AFTER_TIMEOUT).
    pub fn timed_out() -> Self {
        Self { kind: Some(ErrorKind::Timeout), cost: RetryBudget::AFTER_TIMEOUT, ..Self::give_up() }
    }

    /// Not before so much time has passed.
    pub fn after(self, after: Duration) -> Self {
        Self { after: Some(after), ..self }
    }

    /// What a retry takes from the budget.
    pub fn cost(self, tokens: u32) -> Self {
        Self { cost: tokens, ..self }
    }

    pub(super) fn case<'e>(self) -> Option<Case<'e>> {
        // Only answers of models are billed.
        let error = Error::new(self.kind?).with_delivery(Delivery::NotSent);
        let error = match self.after {
            Some(after) => error.with_retry_after(after),
            None => error,
        };
        Some(Case { error: Known::StandIn(error), cost: self.cost })
    }
}
