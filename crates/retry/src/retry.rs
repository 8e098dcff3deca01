//! The policy, the budget and the luck, put together.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use osier_core::{Error, ErrorKind};

use crate::budget::Reserved;
use crate::{Decision, Policy, RetryBudget, RetryPolicy, SharedPolicy, Situation};

/// Tries again what failed: any future by [`call`](Self::call), or a provider as
/// [`Middleware`](osier_core::Middleware).
///
/// Cheap to clone; clones share the budget. Make one for each target, so that the failures of one do
/// not use up the retries of another.
#[derive(Clone)]
pub struct Retry {
    policy: SharedPolicy,
    budget: Option<RetryBudget>,
    within: Duration,
    /// In place of the luck of each call.
    random: Option<fn() -> f64>,
}

impl Default for Retry {
    /// The default [`RetryPolicy`] and a default [`RetryBudget`].
    fn default() -> Self {
        Self::new(RetryPolicy::default())
    }
}

impl Retry {
    /// This policy, with a [`RetryBudget`] of its own in the default settings.
    #[must_use]
    pub fn new(policy: impl Policy) -> Self {
        Self {
            policy: Arc::new(policy),
            budget: Some(RetryBudget::default()),
            within: Duration::MAX,
            random: None,
        }
    }

    /// Draws on this budget.
    #[must_use]
    pub fn budget(self, budget: RetryBudget) -> Self {
        Self { budget: Some(budget), ..self }
    }

    /// Does without a budget: for programs whose every failure must be tried again, however many
    /// others fail too.
    #[must_use]
    pub fn without_budget(self) -> Self {
        Self { budget: None, ..self }
    }

    /// The time for all attempts of one call and the waits between them. It is looked at before each
    /// wait; an attempt under way is not cut short. Without one, a provider's calls have the deadline
    /// of their context, and other futures have no end.
    #[must_use]
    pub fn within(self, within: Duration) -> Self {
        Self { within, ..self }
    }

    /// Draws random numbers from 0 to 1 here. A test that gives a constant knows every wait. Without it
    /// a provider's calls have those of [their context](osier_core::Context::draw), which can be had
    /// again.
    #[must_use]
    pub fn random(self, random: fn() -> f64) -> Self {
        Self { random: Some(random), ..self }
    }

    pub(crate) fn max_attempts(&self) -> u32 {
        self.policy.max_attempts()
    }

    /// Whether there is a time for all attempts together.
    pub(crate) fn has_an_end(&self) -> bool {
        self.within < Duration::MAX
    }

    /// A success has come to its end.
    pub(crate) fn deposit(&self) {
        if let Some(budget) = &self.budget {
            budget.deposit();
        }
    }

    /// A retry came to nothing: its target was not asked.
    pub(crate) fn give_back(&self, cost: u32) {
        if let Some(budget) = &self.budget {
            budget.give_back(cost);
        }
    }

    /// The budget that successes pay into.
    pub(crate) fn shared_budget(&self) -> Option<&RetryBudget> {
        self.budget.as_ref()
    }

    /// What follows a failure; `None` for nothing. The tokens are taken last, so that none are for a
    /// retry that something else forbids.
    pub(crate) fn next(&self, failure: &Failure<'_>) -> Option<Planned<'_>> {
        let after = self.wait(failure)?;
        let tokens = match &self.budget {
            Some(budget) => Some(budget.reserve_at(failure.cost, failure.now)?),
            None => None,
        };
        Some(Planned { after, tokens })
    }

    /// How long to wait, as far as the policy is concerned, and within what even a policy of the
    /// caller's own must obey.
    fn wait(&self, failure: &Failure<'_>) -> Option<Duration> {
        let spent = failure.now.saturating_duration_since(failure.since);
        let remaining = failure.remaining.min(self.within.saturating_sub(spent));
        let situation = Situation::new(remaining)
            .not_before(failure.not_before())
            .alternative(failure.alternative)
            .hurried(failure.hurried)
            .billed(failure.billed)
            .random(self.random.map_or(failure.drawn, |random| random()));
        let decision = self.policy.decide(failure.attempt, failure.error, &situation);
        let Decision::Retry { after } = decision else {
            return None;
        };
        let one_is_left = failure.attempt < self.max_attempts();
        let is_let_in = failure.ready_after <= after;
        (one_is_left && is_let_in && after < remaining).then_some(after)
    }
}

/// Everything there is to know about an attempt that failed.
pub(crate) struct Failure<'a> {
    pub(crate) attempt: u32,
    pub(crate) error: &'a Error,
    /// What a retry takes from the budget.
    pub(crate) cost: u32,
    pub(crate) billed: u32,
    pub(crate) alternative: bool,
    pub(crate) hurried: bool,
    /// When the target lets anybody in again.
    pub(crate) ready_after: Duration,
    /// When the first attempt began.
    pub(crate) since: Instant,
    pub(crate) now: Instant,
    pub(crate) remaining: Duration,
    /// A random number from 0 to 1.
    pub(crate) drawn: f64,
}

impl Failure<'_> {
    /// A target that is closed after a throttle cools, and that is a wait like any other. After another
    /// failure its circuit is open, and it is not waited for.
    fn not_before(&self) -> Duration {
        match self.error.kind() {
            ErrorKind::RateLimited => self.ready_after,
            _ => Duration::ZERO,
        }
    }
}

/// A retry to come. Dropping it gives its tokens back.
#[must_use]
pub(crate) struct Planned<'a> {
    pub(crate) after: Duration,
    tokens: Option<Reserved<'a>>,
}

impl Planned<'_> {
    /// The attempt begins. Gives the tokens it costs.
    pub(crate) fn begin(self) -> u32 {
        self.tokens.map_or(0, Reserved::spend)
    }
}

impl fmt::Debug for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retry")
            .field("max_attempts", &self.max_attempts())
            .field("budget", &self.budget)
            .finish_non_exhaustive()
    }
}
