//! Tokens taken for a retry that has not begun yet.

use std::time::Instant;

use super::RetryBudget;

/// Gives its tokens back when it is dropped, unless they were spent.
#[must_use]
#[derive(Debug)]
pub(crate) struct Reserved<'a> {
    budget: &'a RetryBudget,
    cost: u32,
}

impl RetryBudget {
    pub(crate) fn reserve_at(&self, cost: u32, now: Instant) -> Option<Reserved<'_>> {
        // Made only once the tokens are taken: dropping one that took nothing would make tokens.
        self.try_withdraw_at(cost, now).then(|| Reserved { budget: self, cost })
    }
}

impl Reserved<'_> {
    /// The retry has begun: nothing goes back by itself any more. Gives what was spent.
    pub(crate) fn spend(mut self) -> u32 {
        std::mem::take(&mut self.cost)
    }
}

impl Drop for Reserved<'_> {
    fn drop(&mut self) {
        if self.cost > 0 {
            self.budget.give_back(self.cost);
        }
    }
}
