//! The budget: retries are a share of what succeeds.

mod bucket;
mod reserved;
mod settings;
#[cfg(test)]
mod tests;
mod word;

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use osier_core::InvalidSetting;

use self::bucket::Bucket;
pub(crate) use self::reserved::Reserved;
pub use self::settings::BudgetSettings;
use self::settings::Units;
use self::word::UNITS;
use crate::clock::std_now;

/// How many retries may be made. Cheap to clone; clones share the tokens.
///
/// A backoff limits the retries of *one* request. When a target fails for all of them, three
/// attempts each are still three times the load, at the worst moment. A budget limits the retries of
/// *all* requests together to a share of what succeeds: each success adds a little, each retry costs
/// a whole token, and when none is left a failure is a failure. The idea is that of Finagle's
/// `RetryBudget`, which linkerd took over, and of the retry throttling of gRPC (proposal A6); the
/// numbers, [`BudgetSettings`], are ours.
///
/// Adding and taking are one compare-and-swap on one word that holds the tokens and the time of their
/// last refill: no lock, no allocation, no task that refills. It starts full.
///
/// # Scope
///
/// One budget for each target, all of them [children](Self::child_of) of one for the process. A retry
/// takes from both or from neither; a success adds to both.
///
/// # Time
///
/// The methods ending in `_at` take the time as an argument; their twins read the system's monotonic
/// clock. Keep to one of the two kinds. A time earlier than one seen before refills nothing.
///
/// ```
/// use osier_retry::{BudgetSettings, RetryBudget};
///
/// let budget = RetryBudget::try_new(BudgetSettings::default().burst(2))?;
/// assert!(budget.try_withdraw(1) && budget.try_withdraw(1));
/// assert!(!budget.try_withdraw(1), "two were in it");
/// # Ok::<(), osier_core::InvalidSetting>(())
/// ```
#[derive(Clone)]
pub struct RetryBudget(Arc<Shared>);

struct Shared {
    bucket: Bucket,
    /// The time of the first use, from which milliseconds are counted.
    epoch: OnceLock<Instant>,
    parent: Option<RetryBudget>,
}

/// Burst 10, a tenth of a token for each success, one token for each second.
impl Default for RetryBudget {
    fn default() -> Self {
        Self::usual(None)
    }
}

impl RetryBudget {
    /// What a retry costs.
    pub const RETRY: u32 = 1;
    /// What a retry costs after a time limit: the target is slow, and the attempt before may still
    /// run there.
    pub const AFTER_TIMEOUT: u32 = 2;

    /// A full budget of its own.
    ///
    /// # Errors
    ///
    /// [`InvalidSetting`] for a setting outside its range, or if nothing would ever fill the budget.
    pub fn try_new(settings: BudgetSettings) -> Result<Self, InvalidSetting> {
        Ok(Self::of(Bucket::full(settings.units()?), None))
    }

    /// A full budget with the default settings under `parent`.
    #[must_use]
    pub fn child_of(parent: &Self) -> Self {
        Self::usual(Some(parent.clone()))
    }

    /// A full budget under `parent`.
    ///
    /// # Errors
    ///
    /// Those of [`try_new`](Self::try_new).
    pub fn try_child_of(parent: &Self, settings: BudgetSettings) -> Result<Self, InvalidSetting> {
        Ok(Self::of(Bucket::full(settings.units()?), Some(parent.clone())))
    }

    /// Adds what a success is worth, here and to the parent. When that is makes no difference.
    pub fn deposit(&self) {
        for budget in self.lineage() {
            budget.0.bucket.deposit();
        }
    }

    /// Takes `cost` tokens here and from the parent, or none at all.
    #[must_use]
    pub fn try_withdraw(&self, cost: u32) -> bool {
        self.try_withdraw_at(cost, std_now())
    }

    /// Takes `cost` tokens here and from the parent, or none at all. While the parent is asked, what
    /// was taken here is missing here: another withdrawal may be refused that would have been
    /// granted, but never the other way round.
    #[must_use]
    pub fn try_withdraw_at(&self, cost: u32, now: Instant) -> bool {
        let Shared { bucket, parent, .. } = &*self.0;
        if !bucket.try_take(cost, self.milli(now)) {
            return false;
        }
        let granted = parent.as_ref().is_none_or(|parent| parent.try_withdraw_at(cost, now));
        if !granted {
            bucket.give_back(cost);
        }
        granted
    }

    /// The tokens that could be withdrawn now.
    #[must_use]
    pub fn available(&self) -> f64 {
        self.available_at(std_now())
    }

    /// The tokens that could be withdrawn at `now`: the fewest of this budget and its parents.
    #[must_use]
    pub fn available_at(&self, now: Instant) -> f64 {
        let units = self.lineage().map(|budget| budget.0.bucket.units_at(budget.milli(now)));
        units.min().unwrap_or_default() as f64 / UNITS as f64
    }

    /// Undoes a withdrawal that nothing came of.
    pub(crate) fn give_back(&self, cost: u32) {
        for budget in self.lineage() {
            budget.0.bucket.give_back(cost);
        }
    }

    fn usual(parent: Option<Self>) -> Self {
        Self::of(Bucket::full(Units::USUAL), parent)
    }

    fn of(bucket: Bucket, parent: Option<Self>) -> Self {
        Self(Arc::new(Shared { bucket, epoch: OnceLock::new(), parent }))
    }

    /// This budget, its parent, and so on.
    fn lineage(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |budget| budget.0.parent.as_ref())
    }

    fn milli(&self, now: Instant) -> u64 {
        let passed = now.saturating_duration_since(*self.0.epoch.get_or_init(|| now));
        passed.as_secs().saturating_mul(1000).saturating_add(passed.subsec_millis().into())
    }
}

impl fmt::Debug for RetryBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Shared { bucket, parent, .. } = &*self.0;
        let tokens = bucket.units_at(0) as f64 / UNITS as f64;
        let mut shown = f.debug_struct("RetryBudget");
        shown.field("tokens_at_last_use", &tokens).field("parent", parent).finish_non_exhaustive()
    }
}
