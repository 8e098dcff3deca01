//! The one place that knows in which order the layers stand.

use std::sync::Arc;
use std::time::Duration;

use osier_breaker::{Breaker, Circuit};
use osier_core::{Clock, InvalidSetting, Named, SharedProvider, Stack};
use osier_failover as failover;
use osier_http::{HttpClient, TokioClock};
use osier_limit::{Adaptive, Limit};
use osier_retry::{Retry, RetryBudget};
use osier_timeout::Timeout;

use super::{Source, Target};
use crate::{BuildError, Surroundings};

/// A target with its layers around it, and what can be seen and steered from outside.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Assembled {
    /// The target, as part of a route.
    pub target: failover::Target,
    /// Its circuit breaker, if it has one.
    pub breaker: Option<Arc<Breaker>>,
    /// Its limit on concurrent requests, if it has one.
    pub limit: Option<Arc<Adaptive>>,
}

impl Target {
    /// Puts the layers around the provider, in the one right order: every attempt passes the breaker
    /// and the limit, and is ended by its time limits; retry stands outside of them all.
    ///
    /// # Errors
    ///
    /// If a setting cannot work, or connections cannot be made.
    pub fn assemble(self, surroundings: &Surroundings) -> Result<Assembled, BuildError> {
        let timeout = self.section("timeout", Timeout::try_new(self.timeout))?;
        let limit = self.section("limit", self.limit.map(Limit::try_new).transpose())?;
        let breaker = self.breaker.map(Breaker::try_new).transpose();
        let breaker = self.section("breaker", breaker.map_err(InvalidSetting::from))?;
        // What is asked of it by hand must be asked on the clock that the requests live by.
        let breaker = breaker.map(|breaker| Arc::new(breaker.with_clock(|| TokioClock.now())));
        let budget = self.section("retry.budget", self.budget(&surroundings.retry_budget))?;
        let Self { name, model, retry, source, .. } = self;
        let retry = retry.map(|policy| Retry::new(policy).budget(budget));
        let provider = source.connect(&surroundings.http, self.timeout.connect_limit())?;

        let circuit = breaker.as_ref().map(|breaker| Circuit::new(Arc::clone(breaker)));
        let adaptive = limit.as_ref().map(|limit| Arc::clone(limit.adaptive()));
        let stack = Stack::new(timeout, Named::new(Arc::clone(&name), provider));
        let stack = Stack::new(retry, Stack::new(circuit, Stack::new(limit, stack)));
        let target = failover::Target::new(name, stack).timed();
        let target = model.into_iter().fold(target, failover::Target::model);
        Ok(Assembled { target, breaker, limit: adaptive })
    }

    fn budget(&self, parent: &RetryBudget) -> Result<RetryBudget, InvalidSetting> {
        match self.retry_budget {
            Some(settings) => RetryBudget::try_child_of(parent, settings),
            None => Ok(RetryBudget::child_of(parent)),
        }
    }

    /// What was made of this section of the settings.
    fn section<T>(
        &self,
        section: &'static str,
        made: Result<T, InvalidSetting>,
    ) -> Result<T, BuildError> {
        let target = || Arc::clone(&self.name);
        made.map_err(|setting| BuildError::Setting { target: target(), section, setting })
    }
}

impl Source {
    fn connect(self, http: &HttpClient, limit: Duration) -> Result<SharedProvider, BuildError> {
        match self {
            Self::Http(connect) => Ok(connect(http.with_connect_timeout(limit)?)),
            Self::Ready(provider) => Ok(provider),
        }
    }
}
