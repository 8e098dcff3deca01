//! Budgets, waits, and calls that are tried again.

use std::future::{IntoFuture, Ready, ready};
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder, Retryable};
use osier_core::{Error, ErrorKind};
use osier_retry::{BudgetSettings, Policy, Retry, RetryBudget, RetryPolicy, Situation};
use tower::retry::budget::{Budget, TpsBudget};

use crate::meter::Meter;
use crate::ticks::Ticks;
use crate::{once, peers};

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
    let (policy, error) = (RetryPolicy::default(), Error::new(ErrorKind::Server));
    meter.alone(ROW, "osier: RetryPolicy::decide", || {
        let now = Situation::new(peers::FOR_EVER);
        let wait = |attempt| policy.decide(attempt, &error, &now.random(fastrand::f64()));
        (wait(1), wait(2))
    });
    let builder = exponential();
    meter.alone(ROW, "backon: ExponentialBuilder::build, next", || {
        let mut waits = builder.build();
        (waits.next(), waits.next())
    });
}

/// A future that is ready at once and works, and one that fails twice before it does; the waits take
/// no time.
pub(crate) fn calls(meter: &mut impl Meter) {
    for (row, failures) in [("retry: works at once", 0), ("retry: works the third time", 2)] {
        let retry = Retry::default().without_budget().random(fastrand::f64);
        meter.alone(row, "osier: Retry::call", || {
            once::works(retry.call(|_| ready(()), failing(failures)))
        });
        let builder = exponential();
        meter.alone(row, "backon: Retryable::retry", || {
            once::works(failing(failures).retry(builder).sleep(|_| ready(())).into_future())
        });
    }
}

fn exponential() -> ExponentialBuilder {
    ExponentialBuilder::new()
        .with_jitter()
        .with_min_delay(Duration::from_millis(250))
        .with_max_delay(Duration::from_secs(20))
}

/// Fails so often and then works.
fn failing(mut failures: u32) -> impl FnMut() -> Ready<Result<(), ()>> {
    move || match failures.checked_sub(1) {
        None => ready(Ok(())),
        Some(left) => {
            failures = left;
            ready(Err(()))
        }
    }
}
