//! How often two targets may be asked for one answer.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::settings::HedgeSettings;

/// A hedge, in the parts that are counted.
const ONE: u64 = 10_000;

/// Tokens for hedges: full at first, a little more with each request. All in one word.
#[derive(Debug)]
pub(crate) struct HedgeBudget {
    parts: AtomicU64,
    full: u64,
    deposit: u64,
}

impl HedgeBudget {
    pub(crate) fn new(settings: &HedgeSettings) -> Self {
        let full = u64::from(settings.burst) * ONE;
        // From 0 to 1, so it fits.
        let deposit = (settings.deposit * ONE as f64).round() as u64;
        Self { parts: AtomicU64::new(full), full, deposit }
    }

    /// A request came. While the budget is full, as it mostly is, nothing is written.
    pub(crate) fn deposit(&self) {
        if self.parts.load(Ordering::Relaxed) < self.full {
            let more = |parts: u64| Some((parts + self.deposit).min(self.full));
            let _ = self.parts.try_update(Ordering::Relaxed, Ordering::Relaxed, more);
        }
    }

    /// Takes one hedge, if there is one.
    pub(crate) fn withdraw(&self) -> bool {
        let less = |parts: u64| parts.checked_sub(ONE);
        self.parts.try_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hedge_is_paid_for_by_twenty_requests_beyond_the_burst() {
        let budget = HedgeBudget::new(&HedgeSettings::default().burst(2));
        assert!(budget.withdraw() && budget.withdraw());
        assert!(!budget.withdraw());
        for _ in 0..19 {
            budget.deposit();
            assert!(!budget.withdraw());
        }
        budget.deposit();
        assert!(budget.withdraw());
    }

    #[test]
    fn the_budget_never_holds_more_than_the_burst() {
        let budget = HedgeBudget::new(&HedgeSettings::default().burst(3).deposit(1.0));
        (0..1000).for_each(|_| budget.deposit());
        assert_eq!((0..1000).filter(|_| budget.withdraw()).count(), 3);
    }
}
