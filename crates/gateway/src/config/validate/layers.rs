//! The sections that set up layers: whether each layer takes its settings.

use std::ops::Range;

use osier::breaker::Breaker;
use osier::degrade::{Degrade, Ladder, Settings};
use osier::limit::{Adaptive, Admission, RateSettings, Rates};
use osier::retry::{BudgetSettings, RetryBudget, RetryPolicy};
use osier::timeout::Timeout;
use osier::{InvalidSetting, Surroundings};

use super::Wrong;
use crate::config::{
    BudgetConfig, Config, DegradeConfig, HealthConfig, RatesConfig, Section, TargetConfig,
    TenantConfig,
};

/// What is wrong is said although it is not enabled: it will be one day, and in trouble.
pub(super) fn check_target(target: &TargetConfig) -> Result<(), Wrong> {
    let (retry, breaker, limit) = (&target.retry, &target.breaker, &target.limit);
    made("target.timeout", target.timeout.span(), Timeout::try_new(target.timeout.settings()))?;
    made("target.retry", retry.span(), RetryPolicy::try_new(retry.settings()))?;
    check_budget("target.retry.budget", &retry.budget, BudgetSettings::default())?;
    let of_breaker = Breaker::try_new(breaker.described());
    made("target.breaker", breaker.span(), of_breaker.map_err(InvalidSetting::from))?;
    made("target.limit", limit.span(), Adaptive::try_new(limit.described()))
}

pub(super) fn check_gateway(config: &Config) -> Result<(), Wrong> {
    let admission = Admission::try_new(config.admission.described());
    made("admission", config.admission.span(), admission)?;
    check_rates(&config.rates)?;
    check_health(&config.health)?;
    check_degrade(&config.degrade)?;
    for webhook in &config.webhooks {
        made("webhook", webhook.url.span(), webhook.webhook())?;
    }
    check_budget("retry_budget", &config.retry_budget, Surroundings::default_budget())
}

fn check_health(health: &Section<HealthConfig>) -> Result<(), Wrong> {
    made("health.probe", health.probe.span(), health.probe.described().check())?;
    made("health", health.span(), health.settings().probes(None).check())
}

fn check_degrade(degrade: &Section<DegradeConfig>) -> Result<(), Wrong> {
    let alone = |settings| Degrade::try_new("", Ladder::full().settings(settings));
    let weights = Settings::default().weights(degrade.weights.weights());
    made("degrade", degrade.weights.span(), alone(weights))?;
    made("degrade", degrade.span(), alone(degrade.settings()))
}

fn check_rates(rates: &Section<RatesConfig>) -> Result<(), Wrong> {
    for (name, tenant) in &rates.tenant {
        check_tenant(&format!("rates.tenant.{name}"), tenant.span(), **tenant)?;
    }
    check_tenant("rates", rates.span(), rates.each())?;
    made("rates", rates.span(), Rates::try_new(rates.described()))
}

fn check_tenant(section: &str, span: Range<usize>, tenant: TenantConfig) -> Result<(), Wrong> {
    if let Some(field) = tenant.burst_alone() {
        let rate = if field == "token_burst" { "tokens" } else { "requests" };
        let message =
            format!("{section}.{field} says nothing without `{rate}_per_minute` beside it");
        return Err(Wrong { span, message, field: Some(field) });
    }
    made(section, span, Rates::try_new(RateSettings::default().of_each(tenant.rates())))
}

fn check_budget(
    section: &str,
    budget: &Section<BudgetConfig>,
    defaults: BudgetSettings,
) -> Result<(), Wrong> {
    made(section, budget.span(), RetryBudget::try_new(budget.settings(defaults)))
}

/// Whether the layer could be made of the section at these bytes.
pub(super) fn made<T>(
    section: &str,
    span: Range<usize>,
    layer: Result<T, InvalidSetting>,
) -> Result<(), Wrong> {
    match layer {
        Ok(_) => Ok(()),
        Err(setting) => {
            let message = format!("{section}.{setting}");
            Err(Wrong { span, message, field: setting.field().rsplit('.').next() })
        }
    }
}
