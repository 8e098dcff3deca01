//! A client: targets in order, a clock, and limits for each request.

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::time::Duration;

use osier_core::{
    ChatRequest, Context, ContextBuilder, Error, Request, Response, SharedClock, SharedObserver,
    SharedProvider,
};
use osier_failover::Failover;
use osier_http::{HttpClient, TokioClock};

use crate::Target;

/// Asks its targets in order until one answers. Cheap to clone.
///
/// # Cancellation
///
/// Dropping the future of a call, or the response, cancels everything upstream.
#[derive(Clone, Debug)]
pub struct Client {
    route: SharedProvider,
    clock: SharedClock,
    observer: Option<SharedObserverDebug>,
    timeout: Option<Duration>,
}

/// Describes a [`Client`].
#[derive(Debug, Default)]
#[must_use = "a builder does nothing until it builds"]
pub struct ClientBuilder {
    targets: Vec<Target>,
    http: Option<HttpClient>,
    clock: Option<SharedClock>,
    observer: Option<SharedObserverDebug>,
    timeout: Option<Duration>,
}

#[derive(Clone)]
struct SharedObserverDebug(SharedObserver);

impl std::fmt::Debug for SharedObserverDebug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SharedObserver")
    }
}

impl Client {
    /// Begins a client without targets.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Sends a request.
    ///
    /// # Errors
    ///
    /// One error with every attempt, if no target answered.
    pub async fn chat(&self, request: ChatRequest) -> Result<Response, Error> {
        self.call(&self.context().build(), request.into()).await
    }

    /// Sends a request under a context of its own; see [`context`](Self::context).
    ///
    /// # Errors
    ///
    /// One error with every attempt, if no target answered.
    pub async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        self.route.call(context, request).await
    }

    /// Begins a context with this client's clock, observer and time limit.
    pub fn context(&self) -> ContextBuilder {
        let mut builder = Context::builder(self.clock.clone());
        if let Some(timeout) = self.timeout {
            builder = builder.timeout(timeout);
        }
        if let Some(SharedObserverDebug(observer)) = &self.observer {
            builder = builder.observer(observer.clone());
        }
        builder
    }

    /// The client as a provider, for use inside other layers.
    #[must_use]
    pub fn as_provider(&self) -> &SharedProvider {
        &self.route
    }
}

impl ClientBuilder {
    /// Adds a target behind those already there.
    pub fn target(mut self, target: Target) -> Self {
        self.targets.push(target);
        self
    }

    /// Uses this pool of connections; without it, one of its own.
    pub fn http(self, client: HttpClient) -> Self {
        Self { http: Some(client), ..self }
    }

    /// Uses this clock; without it, tokio's.
    pub fn clock(self, clock: SharedClock) -> Self {
        Self { clock: Some(clock), ..self }
    }

    /// Tells this observer everything that happens.
    pub fn observer(self, observer: SharedObserver) -> Self {
        Self { observer: Some(SharedObserverDebug(observer)), ..self }
    }

    /// How long each request may take over all its attempts; 10 minutes.
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self }
    }

    /// Assembles the client.
    ///
    /// # Errors
    ///
    /// If there is no target, if two of them go by one name (nobody could tell them apart, in a trail
    /// or as the preferred one), or if the pool cannot be made (no usable TLS roots).
    pub fn build(self) -> Result<Client, Error> {
        if self.targets.is_empty() {
            return Err(Error::invalid_request("a client needs at least one target"));
        }
        if let Some(name) = twice(&self.targets) {
            return Err(Error::invalid_request(format!("two targets are named `{name}`")));
        }
        let http = match self.http {
            Some(http) => http,
            None => HttpClient::new()?,
        };
        let mut route = Failover::new("client");
        for target in self.targets {
            route = route.target(target.assemble(&http)?);
        }
        Ok(Client {
            route: SharedProvider::new(route),
            clock: self.clock.unwrap_or_else(TokioClock::shared),
            observer: self.observer,
            timeout: self.timeout,
        })
    }
}

/// A name that more than one target goes by.
fn twice(targets: &[Target]) -> Option<&str> {
    let mut names = HashSet::new();
    targets.iter().map(Target::name).find(|name| !names.insert(*name))
}
