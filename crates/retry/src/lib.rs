//! Retry for any future: a pure policy with jitter, deadline and patience, and a budget.

mod budget;
mod clock;
mod sync;

pub use budget::{BudgetSettings, RetryBudget};
