//! The one place that knows in which order the layers stand.

use std::sync::Arc;
use std::time::Duration;

use osier_breaker::{Breaker, Cause, Circuit, Settings, Transition};
use osier_core::{Clock, InvalidSetting, Named, SharedProvider, Stack};
use osier_failover as failover;
use osier_health::{Health, Member, Vitals};
use osier_http::{HttpClient, TokioClock};
use osier_limit::{Adaptive, Limit};
use osier_retry::{Retry, RetryBudget};
use osier_timeout::Timeout;

use super::neighbours::Layers;
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
    /// What is known of it, and of the credential it uses.
    pub health: Arc<Member>,
}

impl Target {
    /// Puts the layers around the provider, in the one right order: every attempt passes the breaker
    /// and the limit, and is ended by its time limits; health sees how each of them ended, and retry
    /// stands outside of them all.
    ///
    /// # Errors
    ///
    /// If a setting cannot work, or connections cannot be made.
    pub fn assemble(self, surroundings: &Surroundings) -> Result<Assembled, BuildError> {
        let timeout = self.section("timeout", Timeout::try_new(self.timeout))?;
        let limit = self.section("limit", self.limit.map(Limit::try_new).transpose())?;
        let vitals = surroundings.roster.vitals(Arc::clone(&self.name), self.credential.as_deref());
        let breaker = self.breaker.map(|settings| telling(settings, &vitals)).transpose();
        let breaker = self.section("breaker", breaker)?.map(Arc::new);
        let budget = self.section("retry.budget", self.budget(&surroundings.retry_budget))?;
        self.section("declared", self.declared.check())?;
        let Self { name, model, retry, declared, source, .. } = self;
        let retry = retry.map(|policy| Retry::new(policy).budget(budget));
        let provider = source.connect(&surroundings.http, self.timeout.connect_limit())?;

        let circuit = breaker.as_ref().map(|breaker| Circuit::new(Arc::clone(breaker)));
        let adaptive = limit.as_ref().map(|limit| Arc::clone(limit.adaptive()));
        let stack = Stack::new(timeout, Named::new(Arc::clone(&name), provider.clone()));
        let stack = Stack::new(circuit, Stack::new(limit, stack));
        let stack = Stack::new(retry, Stack::new(Health::new(Arc::clone(&vitals)), stack));
        let target = failover::Target::new(name, stack).timed().declared(declared);
        let target = model.into_iter().fold(target, failover::Target::model);
        let layers = Layers { target: target.clone(), breaker: breaker.clone() };
        let health = surroundings.roster.enrol(vitals, provider, layers);
        Ok(Assembled { target, breaker, limit: adaptive, health })
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

/// A breaker that tells when its target moves, and when it has come back.
fn telling(settings: Settings, vitals: &Arc<Vitals>) -> Result<Breaker, InvalidSetting> {
    let vitals = Arc::clone(vitals);
    let listener = move |moved: &Transition| match moved.cause {
        Cause::ProbesSucceeded => vitals.recovered_at(moved.at),
        _ => vitals.nudge(),
    };
    let breaker = Breaker::try_new(settings)?.on_transition(listener);
    // What is asked of it by hand must be asked on the clock that the requests live by.
    Ok(breaker.with_clock(|| TokioClock.now()))
}

impl Source {
    fn connect(self, http: &HttpClient, limit: Duration) -> Result<SharedProvider, BuildError> {
        match self {
            Self::Http(connect) => Ok(connect(http.with_connect_timeout(limit)?)),
            Self::Ready(provider) => Ok(provider),
        }
    }
}
