//! A provider with a model.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use osier_core::{Provider, Readiness, Request, SharedProvider};

use crate::Declared;
use crate::Percentiles;
use crate::load::Load;

/// A named provider, with the model it is to be asked for. Cheap to clone; clones share the provider.
#[derive(Clone)]
pub struct Target {
    name: Arc<str>,
    provider: SharedProvider,
    model: Option<Arc<str>>,
    keeps_time: bool,
    declared: Declared,
    load: Arc<Load>,
}

impl Target {
    /// A target of this name. Without a [`model`](Self::model) it is asked for the caller's.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>, provider: impl Provider) -> Self {
        Self::shared(name, SharedProvider::new(provider))
    }

    /// A target of this name over a provider that others use too.
    #[must_use]
    pub fn shared(name: impl Into<Arc<str>>, provider: SharedProvider) -> Self {
        Self {
            name: name.into(),
            provider,
            model: None,
            keeps_time: false,
            declared: Declared::default(),
            load: Arc::default(),
        }
    }

    /// Says that the provider ends every wait itself, at the deadline and at
    /// [`Context::leave_by`](osier_core::Context::leave_by), as one with time limits around it does.
    /// Then no second timer is set for it.
    #[must_use]
    pub fn timed(self) -> Self {
        Self { keeps_time: true, ..self }
    }

    /// What it is declared to be able to do, to cost and to bear.
    #[must_use]
    pub fn declared(self, declared: Declared) -> Self {
        Self { declared, ..self }
    }

    /// Asks the provider for this model, whatever the caller named.
    #[must_use]
    pub fn model(self, model: impl Into<Arc<str>>) -> Self {
        Self { model: Some(model.into()), ..self }
    }

    /// Its name, as it stands in configuration, headers and logs.
    #[must_use]
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The model it is asked for; `None` if that is the caller's.
    #[must_use]
    pub fn model_name(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// The provider behind it.
    #[must_use]
    pub fn provider(&self) -> &SharedProvider {
        &self.provider
    }

    /// What it is declared to be.
    #[must_use]
    pub fn declarations(&self) -> &Declared {
        &self.declared
    }

    /// How long its first tokens, or its whole answers, lately took; `None` if there were none.
    #[must_use]
    pub fn latency(&self, stream: bool) -> Option<Percentiles> {
        self.load.latency(stream)
    }

    /// How many requests are under way at it, over all routes.
    #[must_use]
    pub fn in_flight(&self) -> u64 {
        self.load.requests_in_flight()
    }

    pub(crate) fn load(&self) -> &Arc<Load> {
        &self.load
    }

    pub(crate) fn keeps_time(&self) -> bool {
        self.keeps_time
    }

    pub(crate) fn readiness(&self, now: Instant) -> Readiness {
        self.provider.readiness(now)
    }

    /// The request as this target must hear it.
    pub(crate) fn address(&self, request: &Request) -> Request {
        let mut request = request.clone();
        if let Some(model) = &self.model {
            request.set_model(model);
        }
        request
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("name", &self.name)
            .field("provider", &self.provider.id())
            .field("model", &self.model)
            .finish()
    }
}
