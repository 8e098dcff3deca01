//! The layers of a target and of the whole gateway, as they are configured.

use osier::http::HttpClient;
use osier::limit::{Admission, Rates};
use osier::retry::{BudgetSettings, RetryPolicy};
use osier::{BuildError, InvalidSetting, Surroundings, Target};

use crate::config::{Config, TargetConfig};

/// What all targets share.
pub(super) fn surroundings(config: &Config) -> Result<Surroundings, BuildError> {
    let budget = config.retry_budget.settings(Surroundings::default_budget());
    Surroundings::new(HttpClient::new()?).retry_budget(budget)?.health(config.health.settings())
}

/// What is admitted over all routes; `None` for everything.
pub(super) fn admission(config: &Config) -> Result<Option<Admission>, InvalidSetting> {
    config.admission.settings().map(Admission::try_new).transpose()
}

/// What tenants may use over all routes; `None` for everything.
pub(super) fn rates(config: &Config) -> Result<Option<Rates>, InvalidSetting> {
    config.rates.settings().map(Rates::try_new).transpose()
}

/// The target with every layer as it is configured.
pub(super) fn around(spec: Target, config: &TargetConfig) -> Result<Target, InvalidSetting> {
    let spec = spec
        .declared(config.declared())
        .timeout(config.timeout.settings())
        .retry(RetryPolicy::try_new(config.retry.settings())?)
        .retry_budget(config.retry.budget.settings(BudgetSettings::default()));
    let spec = match config.breaker.settings() {
        Some(settings) => spec.breaker(settings),
        None => spec.without_breaker(),
    };
    let spec = match config.limit.settings() {
        Some(settings) => spec.limit(settings),
        None => spec.without_limit(),
    };
    Ok(match config.model_name() {
        Some(model) => spec.model(model),
        None => spec,
    })
}
