//! The provider made of targets.

mod journey;

use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use osier_core::{
    Attempts, Context, Error, InvalidSetting, Provider, Readiness, Request, Response,
};

use self::journey::{Journey, Next};
use crate::attempt::attempt;
use crate::plan::Plan;
use crate::verdict::Verdict;
use crate::{Settings, Target};

/// Targets in order, answering as one provider.
#[derive(Clone, Debug)]
pub struct Failover {
    id: Arc<str>,
    targets: Vec<Target>,
    /// The tier of each target.
    tiers: Vec<usize>,
    settings: Settings,
}

impl Failover {
    /// A route of this name with the default settings, without targets yet.
    #[must_use]
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self {
            id: id.into(),
            targets: Vec::new(),
            tiers: Vec::new(),
            settings: Settings::default(),
        }
    }

    /// A route of this name with these settings, without targets yet.
    ///
    /// # Errors
    ///
    /// The first setting that is out of its range, with its value and the range.
    pub fn try_new(id: impl Into<Arc<str>>, settings: Settings) -> Result<Self, InvalidSetting> {
        settings.check()?;
        Ok(Self { settings, ..Self::new(id) })
    }

    /// Adds a target behind those already there, as a tier of its own.
    #[must_use]
    pub fn target(self, target: Target) -> Self {
        self.tier([target])
    }

    /// Adds targets behind those already there, as one tier: the load is balanced among them.
    #[must_use]
    pub fn tier(mut self, targets: impl IntoIterator<Item = Target>) -> Self {
        let tier = self.tiers.last().map_or(0, |last| last + 1);
        self.targets.extend(targets);
        self.tiers.resize(self.targets.len(), tier);
        self
    }

    /// How it behaves.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The targets, in order.
    #[must_use]
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    fn plan(&self, context: &Context) -> Plan {
        let is_preferred = |target: &Target| context.preferred() == Some(&**target.name());
        Plan::new(self.targets.len(), self.targets.iter().position(is_preferred))
    }
}

#[async_trait]
impl Provider for Failover {
    fn id(&self) -> &str {
        &self.id
    }

    /// # Errors
    ///
    /// When no target answered: the error that helps the caller most, with every attempt, and with
    /// the soonest time, counted from now, at which trying again makes sense. An error at the end of a
    /// streamed answer has every attempt too, the one that it ends included.
    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        let mut journey = Journey::new(context, self.plan(context));
        loop {
            let (target, visit) = match journey.next(&self.targets)? {
                Next::Visit(target, visit) => (target, visit),
                Next::Wait(until) => {
                    context.clock().sleep_until(until).await;
                    continue;
                }
            };
            let number = journey.begin_attempt(target)?;
            match attempt(&visit, target, &request, number).await {
                Ok((response, running)) => return Ok(journey.arrive(response, running)),
                Err((error, line)) => journey.note(error, line),
            }
        }
    }

    /// That of the target that is ready soonest.
    fn readiness(&self, now: Instant) -> Readiness {
        let all = self.targets.iter().map(|target| target.readiness(now));
        all.min_by_key(|readiness| readiness.wait()).unwrap_or(Readiness::Unavailable)
    }

    /// Succeeds if any target's probe does.
    async fn probe(&self, context: &Context) -> Result<(), Error> {
        let mut verdict = Verdict::default();
        for target in &self.targets {
            match target.provider().probe(context).await {
                Ok(()) => return Ok(()),
                Err(error) => verdict.add(error, context.clock().now()),
            }
        }
        Err(verdict.into_error(Attempts::new(), context.clock().now()))
    }
}
