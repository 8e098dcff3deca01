//! The sections that set up layers: what is left out has the layer's own default.

mod admission;
mod breaker;
mod cache;
mod degrade;
mod health;
mod hedge;
mod hold_back;
mod ladder;
mod limit;
mod off_or;
mod or_off;
mod rates;
mod resume;
mod retry;
mod timeout;

use std::ops::{Deref, DerefMut, Range};

use serde::{Deserialize, Deserializer};
use toml::Spanned;

pub use admission::{AdmissionConfig, ShareConfig};
pub use breaker::BreakerConfig;
pub use cache::{
    CacheConfig, DiskConfig, MemoryConfig, RedisConfig, RouteCacheConfig, ShareCallsConfig,
    TakesConfig, Urls,
};
pub use degrade::{DegradeConfig, WeightsConfig};
pub use health::{HealthConfig, ProbeConfig};
pub use hedge::HedgeConfig;
pub use hold_back::HoldBackConfig;
pub use ladder::{FullConfig, LadderConfig, LevelConfig, OfferConfig};
pub use limit::LimitConfig;
pub use off_or::OffOr;
pub use or_off::OrOff;
pub use rates::{RatesConfig, TenantConfig};
pub use resume::{RestartConfig, ResumeConfig};
pub use retry::{BudgetConfig, RetryConfig};
pub use timeout::TimeoutConfig;

/// A section, and where it stands; a section that is not there has nothing but defaults.
#[derive(Clone, Debug)]
pub struct Section<T>(Spanned<T>);

impl<T> Section<T> {
    /// Where it begins.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.0.span()
    }
}

impl<T: Default> Default for Section<T> {
    fn default() -> Self {
        Self::from(T::default())
    }
}

impl<T> From<T> for Section<T> {
    /// A section that stands in no file.
    fn from(section: T) -> Self {
        Self(Spanned::new(0..0, section))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Section<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Spanned::deserialize(deserializer).map(Self)
    }
}

impl<T> Deref for Section<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.get_ref()
    }
}

impl<T> DerefMut for Section<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_mut()
    }
}

/// The settings with this value, if there is one.
pub(in crate::config) fn set<S, T>(
    settings: S,
    value: Option<T>,
    with: impl FnOnce(S, T) -> S,
) -> S {
    match value {
        Some(value) => with(settings, value),
        None => settings,
    }
}
