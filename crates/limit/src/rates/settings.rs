//! The settings of rates.

use std::collections::BTreeMap;

use osier_core::InvalidSetting;

use crate::checks::number;

/// So much a minute, and so much at once.
///
/// Whoever was idle may take the whole burst at once; from then on it refills at the rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub(super) per_minute: u32,
    pub(super) burst: u32,
}

impl Rate {
    /// This much a minute, 1 to 100,000,000, and a minute's worth at once.
    #[must_use]
    pub fn per_minute(per_minute: u32) -> Self {
        Self { per_minute, burst: per_minute }
    }

    /// This much at once: 1 to 100,000,000. A request whose prompt alone is larger in tokens is never
    /// served.
    #[must_use]
    pub fn burst(self, burst: u32) -> Self {
        Self { burst, ..self }
    }
}

/// What one tenant may use. Without a rate it is not limited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TenantRates {
    pub(super) requests: Option<Rate>,
    pub(super) tokens: Option<Rate>,
}

impl TenantRates {
    /// No limit at all.
    #[must_use]
    pub fn unlimited() -> Self {
        Self::default()
    }

    /// Limits requests.
    #[must_use]
    pub fn requests(self, rate: Rate) -> Self {
        Self { requests: Some(rate), ..self }
    }

    /// Limits tokens, of prompts and answers together.
    #[must_use]
    pub fn tokens(self, rate: Rate) -> Self {
        Self { tokens: Some(rate), ..self }
    }

    fn check(&self) -> Result<(), InvalidSetting> {
        let highest = 1..=100_000_000;
        let allowed = "1 to 100000000";
        if let Some(Rate { per_minute, burst }) = self.requests {
            number("requests_per_minute", per_minute, highest.clone(), allowed)?;
            number("request_burst", burst, highest.clone(), allowed)?;
        }
        if let Some(Rate { per_minute, burst }) = self.tokens {
            number("tokens_per_minute", per_minute, highest.clone(), allowed)?;
            number("token_burst", burst, highest, allowed)?;
        }
        Ok(())
    }
}

/// What is done about requests without a tenant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Anonymous {
    /// They are one tenant together. The default: to leave the name out is no way around a limit.
    #[default]
    AsOne,
    /// They are not limited.
    Exempt,
}

/// The settings of [`Rates`](super::Rates). Without any, nobody is limited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateSettings {
    pub(super) default: TenantRates,
    pub(super) tenants: BTreeMap<Box<str>, TenantRates>,
    pub(super) anonymous: Anonymous,
    pub(super) max_tenants: u32,
}

impl Default for RateSettings {
    fn default() -> Self {
        Self {
            default: TenantRates::unlimited(),
            tenants: BTreeMap::new(),
            anonymous: Anonymous::AsOne,
            max_tenants: 10_000,
        }
    }
}

impl RateSettings {
    /// What each tenant may use that is not named apart.
    #[must_use]
    pub fn of_each(self, rates: TenantRates) -> Self {
        Self { default: rates, ..self }
    }

    /// What this tenant may use, in place of what each may.
    #[must_use]
    pub fn of_tenant(mut self, name: impl Into<Box<str>>, rates: TenantRates) -> Self {
        self.tenants.insert(name.into(), rates);
        self
    }

    /// What is done about requests without a tenant.
    #[must_use]
    pub fn anonymous(self, anonymous: Anonymous) -> Self {
        Self { anonymous, ..self }
    }

    /// How many tenants are remembered at once, beside those
    /// [named](Self::of_tenant): 1 to 1,000,000, 10,000 unless set, which is a few
    /// megabytes. Idle ones are forgotten first, at no loss. Those for whom there is no room are one
    /// tenant together until there is.
    #[must_use]
    pub fn max_tenants(self, max_tenants: u32) -> Self {
        Self { max_tenants, ..self }
    }

    pub(super) fn check(&self) -> Result<(), InvalidSetting> {
        self.default.check()?;
        self.tenants.values().try_for_each(TenantRates::check)?;
        number("max_tenants", self.max_tenants, 1..=1_000_000, "1 to 1000000")
    }
}
