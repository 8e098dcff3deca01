//! A target as it is described, before it is assembled.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use osier_core::{Adapter, Provider, SharedProvider};
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
    byte_idle: Option<Duration>,
    source: Source,
}

type Connect = dyn FnOnce(&HttpClient, Option<Duration>) -> SharedProvider + Send;

enum Source {
    /// Waits for the pool it shares with the other targets.
    Http(Box<Connect>),
    Ready(SharedProvider),
}

impl Target {
    /// A provider over HTTP, spoken to by this adapter.
    #[must_use]
    pub fn http(name: impl Into<Arc<str>>, adapter: impl Adapter) -> Self {
        let connect = |client: &HttpClient, byte_idle: Option<Duration>| {
            let mut builder = HttpProvider::builder(client.clone(), adapter);
            if let Some(limit) = byte_idle {
                builder = builder.byte_idle(limit);
            }
            SharedProvider::new(builder.build())
        };
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

    /// How long a streamed body may be silent, keep-alives included; 75 s. For providers over HTTP.
    #[must_use]
    pub fn byte_idle(self, limit: Duration) -> Self {
        Self { byte_idle: Some(limit), ..self }
    }

    /// Puts the layers around the provider, in the one right order.
    #[must_use]
    pub fn assemble(self, client: &HttpClient) -> failover::Target {
        let provider = match self.source {
            Source::Http(connect) => connect(client, self.byte_idle),
            Source::Ready(provider) => provider,
        };
        let provider = provider.layered(&Timeout::new(self.limits));
        let target = failover::Target::shared(self.name, provider);
        match self.model {
            Some(model) => target.model(model),
            None => target,
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    fn of(name: Arc<str>, source: Source) -> Self {
        let (model, limits, byte_idle) = (None, Limits::default(), None);
        Self { name, model, limits, byte_idle, source }
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
