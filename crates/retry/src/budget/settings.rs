//! How much a budget holds, and what fills it.

use osier_core::InvalidSetting;

use super::word::UNITS;

/// The most tokens that fit; also the fastest refill, in tokens per second.
const MOST: u32 = 10_000;

/// What a [`RetryBudget`](super::RetryBudget) holds, and what fills it. Tokens are counted in
/// thousandths; finer values are rounded to them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BudgetSettings {
    burst: u32,
    deposit: f64,
    floor: f64,
}

impl Default for BudgetSettings {
    fn default() -> Self {
        Self { burst: 10, deposit: 0.1, floor: 1.0 }
    }
}

/// A budget's settings in units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Units {
    pub(super) most: u64,
    pub(super) deposit: u64,
    /// Per second.
    pub(super) floor: u64,
}

impl Units {
    /// Those of the default settings.
    pub(super) const USUAL: Self = Self { most: 10 * UNITS, deposit: UNITS / 10, floor: UNITS };
}

impl BudgetSettings {
    /// The most tokens it holds, from 1 to 10,000; it starts full. Default **10**: a handful of
    /// requests that fail together are all tried again. A retry after a time limit costs two: with 1,
    /// there is none.
    #[must_use]
    pub fn burst(self, burst: u32) -> Self {
        Self { burst, ..self }
    }

    /// What each success adds, in tokens: 0, or from 0.001 up to the burst. Default **0.1**: in the
    /// long run one retry for ten successes, so retries add a tenth to the load at most.
    #[must_use]
    pub fn deposit(self, deposit: f64) -> Self {
        Self { deposit, ..self }
    }

    /// What each second adds, in tokens: 0, or from 0.001 to 10,000. Default **1**: where there is
    /// little traffic, one retry in a second hurts nobody.
    #[must_use]
    pub fn floor(self, floor: f64) -> Self {
        Self { floor, ..self }
    }

    pub(super) fn units(self) -> Result<Units, InvalidSetting> {
        if !(1..=MOST).contains(&self.burst) {
            return Err(invalid("burst", &self.burst, "1 to 10000 tokens"));
        }
        let most = u64::from(self.burst) * UNITS;
        let deposit = units(self.deposit).filter(|units| *units <= most);
        let deposit = deposit.ok_or_else(|| {
            invalid("deposit", &self.deposit, "0, or 0.001 to `burst` tokens a success")
        })?;
        let floor = units(self.floor)
            .ok_or_else(|| invalid("floor", &self.floor, "0, or 0.001 to 10000 tokens a second"))?;
        if deposit == 0 && floor == 0 {
            return Err(invalid("floor", &0, "more than 0 where `deposit` is 0: nothing fills it"));
        }
        Ok(Units { most, deposit, floor })
    }
}

fn units(tokens: f64) -> Option<u64> {
    let allowed = tokens == 0.0 || (0.001..=f64::from(MOST)).contains(&tokens);
    allowed.then(|| (tokens * UNITS as f64).round() as u64)
}

fn invalid(field: &'static str, value: &impl ToString, allowed: &'static str) -> InvalidSetting {
    InvalidSetting::new(field, value.to_string(), allowed)
}
