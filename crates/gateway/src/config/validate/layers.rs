//! The sections that set up layers: whether each layer takes its settings.

use std::ops::Range;

use osier::breaker::Breaker;
use osier::limit::{Adaptive, Admission, Rates};
use osier::retry::{BudgetSettings, RetryBudget, RetryPolicy};
use osier::timeout::Timeout;
use osier::{InvalidSetting, Surroundings};

use super::Wrong;
use crate::config::{BudgetConfig, Config, Section, TargetConfig};

pub(super) fn check_target(target: &TargetConfig) -> Result<(), Wrong> {
    let (retry, breaker, limit) = (&target.retry, &target.breaker, &target.limit);
    made("target.timeout", target.timeout.span(), Timeout::try_new(target.timeout.settings()))?;
    made("target.retry", retry.span(), RetryPolicy::try_new(retry.settings()))?;
    check_budget("target.retry.budget", &retry.budget, BudgetSettings::default())?;
    let of_breaker = breaker.settings().map(Breaker::try_new).transpose();
    made("target.breaker", breaker.span(), of_breaker.map_err(InvalidSetting::from))?;
    made("target.limit", limit.span(), limit.settings().map(Adaptive::try_new).transpose())
}

pub(super) fn check_gateway(config: &Config) -> Result<(), Wrong> {
    let admission = config.admission.settings().map(Admission::try_new).transpose();
    made("admission", config.admission.span(), admission)?;
    let rates = config.rates.settings().map(Rates::try_new).transpose();
    made("rates", config.rates.span(), rates)?;
    if let Some(field) = config.rates.burst_alone() {
        let rate = if field == "token_burst" { "tokens" } else { "requests" };
        let message = format!("rates.{field} says nothing without `{rate}_per_minute` beside it");
        return Err(Wrong { span: config.rates.span(), message, field: Some(field) });
    }
    check_budget("retry_budget", &config.retry_budget, Surroundings::default_budget())
}

fn check_budget(
    section: &str,
    budget: &Section<BudgetConfig>,
    defaults: BudgetSettings,
) -> Result<(), Wrong> {
    made(section, budget.span(), RetryBudget::try_new(budget.settings(defaults)))
}

/// Whether the layer could be made of the section at these bytes.
fn made<T>(
    section: &str,
    span: Range<usize>,
    layer: Result<T, InvalidSetting>,
) -> Result<(), Wrong> {
    match layer {
        Ok(_) => Ok(()),
        Err(setting) => {
            let message = format!("{section}.{setting}");
            Err(Wrong { span, message, field: Some(setting.field()) })
        }
    }
}
