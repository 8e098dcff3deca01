//! The inbound edge: HTTP in the OpenAI API's shape.

mod answer;
mod body;
mod cache;
mod caller;
mod chat;
mod degradation;
mod detached;
mod error;
mod headers;
mod health;
mod last_word;
mod models;
mod moment;
mod origin;
mod record;
mod refuse;
mod request_id;
mod respond;
mod stream;
mod trail;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};
use osier::cache::Cache;
use osier::{Error, ErrorKind, SharedClock, SharedObserver};

pub use self::degradation::LadderInfo;

use crate::assemble::Health;
use crate::config::ServerConfig;
use crate::routes::{Route, Routes};
use crate::server::Draining;

/// Whoever ended the process does not wait for longer, and a signal more would not shorten it.
const LAST_WRITES: Duration = Duration::from_secs(5);

/// What every request needs.
pub struct Gateway {
    pub(crate) routes: Routes,
    pub(crate) ladders: Vec<LadderInfo>,
    pub(crate) targets: Vec<TargetInfo>,
    pub(crate) health: Health,
    pub(crate) cache: Option<Cache>,
    pub(crate) limits: ServerConfig,
    pub(crate) clock: SharedClock,
    pub(crate) observer: SharedObserver,
    pub(crate) draining: Draining,
}

/// A target, as it is shown to callers.
#[derive(Clone, Debug)]
pub struct TargetInfo {
    /// The target with its layers.
    pub assembled: osier::Assembled,
    /// Whose dialect it speaks.
    pub provider: &'static str,
    /// Whether its answers come from a simulation.
    pub simulated: bool,
}

impl TargetInfo {
    /// The target, as part of a route.
    #[must_use]
    pub fn target(&self) -> &osier::failover::Target {
        &self.assembled.target
    }
}

impl Gateway {
    /// The clock everything here goes by.
    #[must_use]
    pub fn clock(&self) -> &SharedClock {
        &self.clock
    }

    /// Watches over the targets, for as long as it runs: tells of every change, and probes targets that
    /// nobody asks.
    pub fn watch(&self) -> impl Future<Output = ()> + Send + 'static {
        self.health.watch(&self.clock, &self.observer).run()
    }

    /// Uses every benched credential again, and says how many there were.
    pub fn reinstate(&self) -> usize {
        self.health.reinstate()
    }

    /// Makes what is stored outlast this process, as far as that is possible within five seconds.
    pub async fn keep_answers(&self) {
        let Some(cache) = &self.cache else { return };
        let kept = tokio::select! {
            kept = cache.flush() => kept.map_err(|error| error.to_string()),
            () = self.clock.sleep_until(self.clock.after(LAST_WRITES)) => Err(format!("not done within {LAST_WRITES:?}")),
        };
        if let Err(error) = kept {
            tracing::warn!(error, "some of the latest answers may not be stored");
        }
    }

    /// Whether it is on its way out.
    #[must_use]
    pub fn draining(&self) -> &Draining {
        &self.draining
    }

    /// Who answers to this name.
    pub(crate) fn route(&self, model: &str) -> Result<&Route, Error> {
        self.routes.find(model).ok_or_else(|| {
            let names = self.routes.names().join(", ");
            Error::new(ErrorKind::UnknownModel)
                .with_param("model")
                .with_code("model_not_found")
                .with_note(format!("expected one of: {names}"))
        })
    }

    /// Whether this target's answers come from a simulation.
    pub(crate) fn is_simulated(&self, name: &str) -> bool {
        self.targets.iter().any(|info| info.simulated && &**info.target().name() == name)
    }
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gateway").field("targets", &self.targets).finish_non_exhaustive()
    }
}

/// The gateway's paths.
pub fn router(gateway: Arc<Gateway>) -> Router {
    Router::new()
        .route("/v1/chat/completions", post(chat::chat))
        .route("/v1/models", get(models::list))
        .route("/v1/models/{*id}", get(models::one))
        .route("/v1/health", get(health::targets))
        .route("/v1/degradation/level", get(degradation::show).post(degradation::set))
        .route("/v1/cache", get(cache::show))
        .route("/v1/cache/erase", post(cache::erase))
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .fallback(refuse::path)
        .method_not_allowed_fallback(refuse::method)
        .layer(middleware::from_fn(origin::check))
        .layer(middleware::from_fn(request_id::assign))
        .with_state(gateway)
}
