//! A target as it is described, before it is assembled.

use std::fmt;
use std::sync::Arc;

use osier_core::{Adapter, Error, Provider, SharedProvider};
use osier_failover as failover;
use osier_http::{HttpClient, HttpProvider};
use osier_timeout::{Limits, Timeout};

/// A provider with a model and its settings.
///
/// ```
/// use osier::{OpenAi, Target, timeout::Limits};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let local = OpenAi::compatible("http://127.0.0.1:8000/v1")?;
/// let target = Target::http("vllm", local).model("qwen3-32b").limits(Limits::reasoning());
/// # let _ = target;
/// # Ok(())
/// # }
/// ```
pub struct Target {
    name: Arc<str>,
    model: Option<Arc<str>>,
    limits: Limits,
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
    pub fn limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Puts the layers around the provider, in the one right order.
    ///
    /// # Errors
    ///
    /// If a setting cannot work, or connections cannot be made.
    pub fn assemble(self, client: &HttpClient) -> Result<failover::Target, Error> {
        let timeout = Timeout::try_new(self.limits)
            .map_err(|wrong| Error::invalid_request(format!("target `{}`: {wrong}", self.name)))?;
        let provider = match self.source {
            Source::Http(connect) => {
                connect(client.with_connect_timeout(self.limits.connect_limit())?)
            }
            Source::Ready(provider) => provider,
        };
        let target = failover::Target::shared(self.name, provider.layered(&timeout)).timed();
        Ok(match self.model {
            Some(model) => target.model(model),
            None => target,
        })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    fn of(name: Arc<str>, source: Source) -> Self {
        Self { name, model: None, limits: Limits::default(), source }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("name", &self.name)
            .field("model", &self.model)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
