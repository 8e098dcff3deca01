//! Budgets and waits.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use osier_retry::{BudgetSettings, RetryBudget};
use tower::retry::budget::{Budget, TpsBudget};

use crate::meter::Meter;
use crate::ticks::Ticks;

/// A success pays in, a retry takes out. Every deposit pays for its withdrawal, so that neither runs
/// dry.
pub(crate) fn budget(meter: &mut impl Meter) {
    const GIVEN: &str = "budget: deposit and withdraw, time given";
    const ROW: &str = "budget: deposit and withdraw, own clock";
    let Ok(budget) = RetryBudget::try_new(BudgetSettings::default().deposit(1.0)) else { return };
    let mut clock = Ticks::new();
    meter.alone(GIVEN, "osier: RetryBudget::deposit, try_withdraw_at", || {
        let now = clock.tick();
        budget.deposit();
        budget.try_withdraw_at(RetryBudget::RETRY, now)
    });
    meter.alone(ROW, "osier: RetryBudget::deposit, try_withdraw", || {
        budget.deposit();
        budget.try_withdraw(RetryBudget::RETRY)
    });
    let budget = TpsBudget::new(Duration::from_secs(10), 10, 1.0);
    meter.alone(ROW, "tower: TpsBudget::deposit, withdraw", || {
        budget.deposit();
        budget.withdraw()
    });
}

/// How long to wait after the first failure of a call, and after its second.
pub(crate) fn waits(meter: &mut impl Meter) {
    const ROW: &str = "backoff: two waits of one call";
    let builder = ExponentialBuilder::new()
        .with_jitter()
        .with_min_delay(Duration::from_millis(250))
        .with_max_delay(Duration::from_secs(20));
    meter.alone(ROW, "backon: ExponentialBuilder::build, next", || {
        let mut waits = builder.build();
        (waits.next(), waits.next())
    });
}
