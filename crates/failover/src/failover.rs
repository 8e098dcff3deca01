//! The provider made of targets.

mod journey;
mod race;

use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use osier_core::{
    Attempts, Context, Error, InvalidSetting, Provider, Readiness, Request, Response,
};

use self::journey::Journey;
use crate::route::Route;
use crate::verdict::Verdict;
use crate::{Explanation, Settings, Target};

/// Targets in tiers, answering as one provider. Cheap to clone; clones take turns and hedge together.
#[derive(Clone, Debug)]
pub struct Failover {
    route: Arc<Route>,
}

impl Failover {
    /// A route of this name with the default settings, without targets yet.
    #[must_use]
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self { route: Arc::new(Route::new(id.into(), Settings::default())) }
    }

    /// A route of this name with these settings, without targets yet.
    ///
    /// # Errors
    ///
    /// The first setting that is out of its range, with its value and the range.
    pub fn try_new(id: impl Into<Arc<str>>, settings: Settings) -> Result<Self, InvalidSetting> {
        settings.check()?;
        Ok(Self { route: Arc::new(Route::new(id.into(), settings)) })
    }

    /// Adds a target behind those already there, as a tier of its own.
    #[must_use]
    pub fn target(self, target: Target) -> Self {
        self.tier([target])
    }

    /// Adds targets behind those already there, as one tier: the load is balanced among them.
    #[must_use]
    pub fn tier(mut self, targets: impl IntoIterator<Item = Target>) -> Self {
        Arc::make_mut(&mut self.route).add_tier(targets);
        self
    }

    /// How it behaves.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.route.settings
    }

    /// What would be tried for this request now, and why. It asks nobody and changes nothing.
    ///
    /// ```
    /// use osier_core::{ChatRequest, Context};
    /// use osier_failover::{Failover, Target};
    /// # use osier_core::{Completion, Error, Provider, Request, Response};
    /// # struct Echo;
    /// # #[async_trait::async_trait]
    /// # impl Provider for Echo {
    /// #     fn id(&self) -> &str { "echo" }
    /// #     async fn call(&self, _: &Context, _: Request) -> Result<Response, Error> {
    /// #         Ok(Response::complete(Completion::of_text("m", "Hi")))
    /// #     }
    /// # }
    ///
    /// let route = Failover::new("chat")
    ///     .target(Target::new("first", Echo))
    ///     .target(Target::new("second", Echo));
    /// let context = Context::builder(osier_http::TokioClock::shared()).preferred("second").build();
    /// let explanation = route.explain(&context, &ChatRequest::new("chat").user("Hi").into());
    /// assert_eq!(
    ///     explanation.to_string(),
    ///     "1. second (tier 2): the caller prefers it\n\
    ///      2. first (tier 1): it is the next in order\n\
    ///      then the request fails: all have been tried",
    /// );
    /// ```
    #[must_use]
    pub fn explain(&self, context: &Context, request: &Request) -> Explanation {
        Explanation::of(&self.route, context, request)
    }

    /// The targets, in order.
    #[must_use]
    pub fn targets(&self) -> &[Target] {
        &self.route.targets
    }
}

#[async_trait]
impl Provider for Failover {
    fn id(&self) -> &str {
        &self.route.id
    }

    /// # Errors
    ///
    /// When no target answered: the error that helps the caller most, with every attempt, and with
    /// the soonest time, counted from now, at which trying again makes sense. An error at the end of a
    /// streamed answer has every attempt too, the one that it ends included.
    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        let mut journey = Journey::new(&self.route, context, &request);
        loop {
            let leg = journey.next().await?;
            if let Some(response) = journey.run(&leg).await {
                return Ok(response);
            }
        }
    }

    /// That of the target that is ready soonest.
    fn readiness(&self, now: Instant) -> Readiness {
        let all = self.targets().iter().map(|target| target.readiness(now));
        let soonest = all.min_by_key(|readiness| (readiness.wait(), u8::MAX - readiness.share()));
        soonest.unwrap_or(Readiness::Unavailable)
    }

    /// Succeeds if any target's probe does.
    async fn probe(&self, context: &Context) -> Result<(), Error> {
        let mut verdict = Verdict::default();
        for target in self.targets() {
            match target.provider().probe(context).await {
                Ok(()) => return Ok(()),
                Err(error) => verdict.add(error, context.clock().now()),
            }
        }
        Err(verdict.into_error(Attempts::new(), context.clock().now(), None))
    }
}
