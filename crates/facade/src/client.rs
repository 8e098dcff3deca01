//! A client: targets in order, a clock, and limits for each request.

mod caching;
mod degrade;
mod health;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use osier_cache::RouteCache;
use osier_core::{
    ChatRequest, Context, ContextBuilder, Error, InvalidSetting, Request, Response, SharedClock,
    SharedObserver, SharedProvider, Stack,
};
use osier_degrade::Degrade;
use osier_health::{HealthSettings, Roster};
use osier_http::{HttpClient, TokioClock};
use osier_limit::{Admission, AdmissionSettings};
use osier_retry::BudgetSettings;

use self::degrade::Levels;
use self::health::Sinks;
use crate::{Assembled, BuildError, Caching, Route, Surroundings, Target};

/// Asks its targets, in order or as its [`Route`] says, until one answers. Cheap to clone.
///
/// # Cancellation
///
/// Dropping the future of a call, or the response, cancels everything upstream.
#[derive(Clone, Debug)]
pub struct Client {
    route: SharedProvider,
    targets: Arc<[Assembled]>,
    clock: SharedClock,
    observer: Option<SharedObserverDebug>,
    timeout: Option<Duration>,
    roster: Arc<Roster>,
    degrade: Option<Degrade>,
    cache: Option<RouteCache>,
    sinks: Sinks,
    http: HttpClient,
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
    retry_budget: Option<BudgetSettings>,
    admission: Option<AdmissionSettings>,
    health: Option<HealthSettings>,
    sinks: Sinks,
    route: Option<Route>,
    levels: Levels,
    caching: Option<Caching>,
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

    /// The targets in order, each with its circuit breaker and its limit, to be read and steered.
    #[must_use]
    pub fn targets(&self) -> &[Assembled] {
        &self.targets
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

    /// Asks the targets in these tiers; without it in the order in which they were added, one after the
    /// other.
    ///
    /// ```
    /// use osier::failover::{Declared, HedgeSettings, Prefill, Settings, Strategy};
    /// use osier::{Anthropic, Azure, Client, OpenAi, Route, Target};
    /// use std::time::Duration;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let hedge = HedgeSettings::default().after(Duration::from_secs(5));
    /// let settings = Settings::default().balance(Strategy::PowerOfTwo).hedge(hedge);
    /// let goes_on = Declared::default().prefill(Prefill::LastMessage);
    /// let azure = Azure::v1("https://my-resource.openai.azure.com", "azure-key")?;
    /// let client = Client::builder()
    ///     .target(Target::http("openai", OpenAi::new("openai-key")).model("gpt-4o"))
    ///     .target(Target::http("azure", azure).model("gpt-4o"))
    ///     .target(Target::http("claude", Anthropic::new("key")).model("claude-sonnet-4-5").declared(goes_on))
    ///     .route(Route::first(["openai", "azure"]).then(["claude"]).settings(settings))
    ///     .build()?;
    /// # let _ = client;
    /// # Ok(())
    /// # }
    /// ```
    pub fn route(self, route: Route) -> Self {
        Self { route: Some(route), ..self }
    }

    /// Uses this pool of connections; without it, one of its own. How long a connection may take to be
    /// made is each target's own limit, [`Limits::connect`](osier_timeout::Limits::connect), in place of
    /// this client's.
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

    /// How long each request may take over all its attempts: more than 0. Default 10 minutes.
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self }
    }

    /// What bounds the retries of all targets together; see [`Surroundings::new`] for the default.
    pub fn retry_budget(self, budget: BudgetSettings) -> Self {
        Self { retry_budget: Some(budget), ..self }
    }

    /// Sheds requests beyond what this process is meant to do at once; without it, all are admitted.
    pub fn admission(self, admission: AdmissionSettings) -> Self {
        Self { admission: Some(admission), ..self }
    }

    /// Assembles the client.
    ///
    /// # Errors
    ///
    /// If there is no target, if two of them go by one name, if a route names a target that is not
    /// there, if one stands in no route, if a setting cannot work, or if the pool cannot be made (no usable TLS
    /// roots).
    pub fn build(self) -> Result<Client, BuildError> {
        if self.targets.is_empty() {
            return Err(BuildError::NoTargets);
        }
        if let Some(name) = twice(&self.targets) {
            return Err(BuildError::NamedTwice(name.into()));
        }
        if self.timeout.is_some_and(|timeout| timeout.is_zero()) {
            let setting = InvalidSetting::new("timeout", "0s", "any time longer than zero");
            return Err(BuildError::Client { section: "client", setting });
        }
        let http = self.http.map_or_else(HttpClient::new, Ok)?;
        let surroundings = Surroundings::new(http);
        let surroundings = match self.retry_budget {
            Some(budget) => surroundings.retry_budget(budget)?,
            None => surroundings,
        };
        let surroundings = match self.health {
            Some(health) => surroundings.health(health)?,
            None => surroundings,
        };
        let targets = self.targets.into_iter().map(|target| target.assemble(&surroundings));
        let targets = targets.collect::<Result<Vec<_>, _>>()?;
        let route = self.route.unwrap_or_else(|| Route::in_order(&targets));
        self.levels.check(&route, &targets)?;
        let route = SharedProvider::new(route.assemble(degrade::ROUTE, &targets)?);
        let observer = self.observer.as_ref().map(|SharedObserverDebug(observer)| observer.clone());
        let clock = self.clock.unwrap_or_else(TokioClock::shared);
        let stands_in = !self.levels.has_any();
        let cache = self.caching.map(|it| it.of_client(&clock, observer.clone(), stands_in));
        let cache = cache.transpose().map_err(of_client("cache"))?;
        let levels = self.levels.recalling(cache.as_ref());
        let degrade = levels.assemble(&targets, surroundings.roster(), observer)?;
        let admission = self.admission.map(Admission::try_new).transpose();
        let admission = admission.map_err(of_client("admission"))?;
        let inside = Stack::new(degrade.clone(), route);
        let route = match &cache {
            Some(cache) => {
                let cached = cache.around(SharedProvider::new(inside));
                SharedProvider::new(Stack::new(admission, cached))
            }
            None => SharedProvider::new(Stack::new(admission, inside)),
        };
        Ok(Client {
            route,
            degrade,
            cache,
            targets: targets.into(),
            clock,
            observer: self.observer,
            timeout: self.timeout,
            roster: Arc::clone(surroundings.roster()),
            sinks: self.sinks,
            http: surroundings.http,
        })
    }
}

fn of_client(section: &'static str) -> impl FnOnce(InvalidSetting) -> BuildError {
    move |setting| BuildError::Client { section, setting }
}

/// A name that more than one target goes by.
fn twice(targets: &[Target]) -> Option<&str> {
    let mut names = HashSet::new();
    targets.iter().map(Target::name).find(|name| !names.insert(*name))
}
