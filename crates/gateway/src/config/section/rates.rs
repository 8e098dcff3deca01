//! `[rates]`.

use std::collections::BTreeMap;

use osier::limit::{Anonymous, Rate, RateSettings, TenantRates};
use serde::Deserialize;

use super::{Section, set};

/// What tenants may use, the section `[rates]`. Nothing is limited that is not set.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RatesConfig {
    /// Requests a minute of each tenant.
    pub requests_per_minute: Option<u32>,
    /// Requests at once; a minute's worth.
    pub request_burst: Option<u32>,
    /// Tokens a minute of each tenant, of prompts and answers together.
    pub tokens_per_minute: Option<u32>,
    /// Tokens at once; a minute's worth.
    pub token_burst: Option<u32>,
    /// What is done about requests without a tenant.
    pub anonymous: Option<AnonymousConfig>,
    /// How many tenants are remembered; 10,000.
    pub max_tenants: Option<u32>,
    /// Tenants apart, by name.
    pub tenant: BTreeMap<String, Section<TenantConfig>>,
}

/// What one tenant may use, a section `[rates.tenant.NAME]`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TenantConfig {
    /// Requests a minute.
    pub requests_per_minute: Option<u32>,
    /// Requests at once; a minute's worth.
    pub request_burst: Option<u32>,
    /// Tokens a minute, of prompts and answers together.
    pub tokens_per_minute: Option<u32>,
    /// Tokens at once; a minute's worth.
    pub token_burst: Option<u32>,
}

/// What is done about requests without a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AnonymousConfig {
    /// They are one tenant together.
    Together,
    /// They are not limited.
    Exempt,
}

impl RatesConfig {
    /// The settings it means; `None` if nobody is limited.
    #[must_use]
    pub fn settings(&self) -> Option<RateSettings> {
        let is_limited = self.each().is_limited() || !self.tenant.is_empty();
        is_limited.then(|| self.described())
    }

    /// The same, whether or not anybody is limited.
    pub(in crate::config) fn described(&self) -> RateSettings {
        let mut settings = RateSettings::default().of_each(self.each().rates());
        for (name, tenant) in &self.tenant {
            settings = settings.of_tenant(name.as_str(), tenant.rates());
        }
        let anonymous = self.anonymous.map(AnonymousConfig::anonymous);
        let settings = set(settings, anonymous, RateSettings::anonymous);
        set(settings, self.max_tenants, RateSettings::max_tenants)
    }

    /// What each tenant may use that is not named apart.
    pub(in crate::config) fn each(&self) -> TenantConfig {
        TenantConfig {
            requests_per_minute: self.requests_per_minute,
            request_burst: self.request_burst,
            tokens_per_minute: self.tokens_per_minute,
            token_burst: self.token_burst,
        }
    }
}

impl TenantConfig {
    fn is_limited(self) -> bool {
        self.requests_per_minute.is_some() || self.tokens_per_minute.is_some()
    }

    pub(in crate::config) fn rates(self) -> TenantRates {
        let requests = rate(self.requests_per_minute, self.request_burst);
        let rates = set(TenantRates::unlimited(), requests, TenantRates::requests);
        set(rates, rate(self.tokens_per_minute, self.token_burst), TenantRates::tokens)
    }

    /// A burst that says nothing, for want of its rate.
    pub(in crate::config) fn burst_alone(self) -> Option<&'static str> {
        let alone = |burst: Option<u32>, rate: Option<u32>| burst.is_some() && rate.is_none();
        if alone(self.request_burst, self.requests_per_minute) {
            return Some("request_burst");
        }
        alone(self.token_burst, self.tokens_per_minute).then_some("token_burst")
    }
}

impl AnonymousConfig {
    fn anonymous(self) -> Anonymous {
        match self {
            Self::Together => Anonymous::AsOne,
            Self::Exempt => Anonymous::Exempt,
        }
    }
}

fn rate(per_minute: Option<u32>, burst: Option<u32>) -> Option<Rate> {
    per_minute.map(|per_minute| set(Rate::per_minute(per_minute), burst, Rate::burst))
}
