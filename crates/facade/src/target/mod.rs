//! A target as it is described, before it is assembled.

mod assemble;
mod neighbours;

use std::fmt;
use std::sync::Arc;

use osier_breaker::Settings;
use osier_core::{Adapter, Provider, SharedProvider};
use osier_failover::Declared;
use osier_http::{HttpClient, HttpProvider};
use osier_limit::AdaptiveSettings;
use osier_retry::{BudgetSettings, Policy, RetryPolicy, SharedPolicy};
use osier_timeout::Limits;

pub use assemble::Assembled;

/// A provider with a model and its settings.
///
/// Say *what* a target needs, in any order; the layers always stand in the right one: retry outside
/// health outside breaker outside limit outside time limits.
///
/// ```
/// use osier::{OpenAi, Target, breaker, retry::RetryPolicy, timeout::Limits};
/// use std::time::Duration;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let local = OpenAi::compatible("http://127.0.0.1:8000/v1")?;
/// let target = Target::http("vllm", local)
///     .model("qwen3-32b")
///     .timeout(Limits::reasoning())
///     .breaker(breaker::Settings::default().open(Duration::from_secs(10)))
///     .retry(RetryPolicy::rate_limit())
///     .without_limit();
/// # let _ = target;
/// # Ok(())
/// # }
/// ```
pub struct Target {
    name: Arc<str>,
    model: Option<Arc<str>>,
    timeout: Limits,
    /// `None` never tries again.
    retry: Option<SharedPolicy>,
    retry_budget: Option<BudgetSettings>,
    breaker: Option<Settings>,
    limit: Option<AdaptiveSettings>,
    /// `None` is a credential of its own.
    credential: Option<Arc<str>>,
    declared: Declared,
    source: Source,
}

type Connect = dyn FnOnce(HttpClient) -> SharedProvider + Send;

enum Source {
    /// Waits for the pool it shares with the other targets.
    Http(Box<Connect>),
    Ready(SharedProvider),
}

impl Target {
    /// A provider over HTTP, spoken to by this adapter.
    #[must_use]
    pub fn http(name: impl Into<Arc<str>>, adapter: impl Adapter) -> Self {
        let connect = |client| SharedProvider::new(HttpProvider::new(client, adapter));
        Self::of(name.into(), Source::Http(Box::new(connect)))
    }

    /// A provider of your own.
    #[must_use]
    pub fn provider(name: impl Into<Arc<str>>, provider: impl Provider) -> Self {
        Self::of(name.into(), Source::Ready(SharedProvider::new(provider)))
    }

    /// Asks for this model; without it, for the one the request names.
    #[must_use]
    pub fn model(self, model: impl Into<Arc<str>>) -> Self {
        Self { model: Some(model.into()), ..self }
    }

    /// The time limits of each attempt; the defaults are those of [`Limits`].
    #[must_use]
    pub fn timeout(self, limits: Limits) -> Self {
        Self { timeout: limits, ..self }
    }

    /// When the same target is tried again; the default is that of [`RetryPolicy`].
    #[must_use]
    pub fn retry(self, policy: impl Policy) -> Self {
        Self { retry: Some(Arc::new(policy)), ..self }
    }

    /// Never tries the same target again.
    #[must_use]
    pub fn without_retry(self) -> Self {
        Self { retry: None, ..self }
    }

    /// What bounds the retries of all requests on this target, beside the budget of the client; the
    /// defaults are those of [`BudgetSettings`].
    #[must_use]
    pub fn retry_budget(self, budget: BudgetSettings) -> Self {
        Self { retry_budget: Some(budget), ..self }
    }

    /// When the target is left alone; the defaults are those of [`Settings`].
    #[must_use]
    pub fn breaker(self, settings: Settings) -> Self {
        Self { breaker: Some(settings), ..self }
    }

    /// Asks the target however often it fails.
    #[must_use]
    pub fn without_breaker(self) -> Self {
        Self { breaker: None, ..self }
    }

    /// How many requests the target bears at once; the default is
    /// [`AdaptiveSettings::until_overloaded`].
    #[must_use]
    pub fn limit(self, settings: AdaptiveSettings) -> Self {
        Self { limit: Some(settings), ..self }
    }

    /// What it is able to do, costs and bears: nobody can ask a provider.
    #[must_use]
    pub fn declared(self, declared: Declared) -> Self {
        Self { declared, ..self }
    }

    /// Asks the target for any number of answers at once.
    #[must_use]
    pub fn without_limit(self) -> Self {
        Self { limit: None, ..self }
    }

    /// What it identifies itself with, by a name of your choice: targets that name the same one share it.
    /// When a provider rejects the key of one of them, none of them uses it any more. Without this, a
    /// target shares with nobody, and its credential has the name of the target.
    #[must_use]
    pub fn credential(self, name: impl Into<Arc<str>>) -> Self {
        Self { credential: Some(name.into()), ..self }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    fn of(name: Arc<str>, source: Source) -> Self {
        Self {
            name,
            model: None,
            timeout: Limits::default(),
            retry: Some(Arc::new(RetryPolicy::default())),
            retry_budget: None,
            breaker: Some(Settings::default()),
            limit: Some(AdaptiveSettings::until_overloaded()),
            credential: None,
            declared: Declared::default(),
            source,
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("name", &self.name)
            .field("model", &self.model)
            .field("timeout", &self.timeout)
            .field("breaker", &self.breaker)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
