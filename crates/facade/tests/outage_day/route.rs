//! The route of the day, as a user would build it.

use std::sync::Arc;
use std::time::Instant;

use osier::failover::{Declared, Failover, Prefill};
use osier::health::{HealthSettings, Roster};
use osier::http::HttpClient;
use osier::{Assembled, SharedProvider, Surroundings, Target, breaker};

use crate::journal::Journal;
use crate::provider::Model;
use crate::schedule::TARGETS;

/// What each target is asked for. The first two are hosts of one model.
const MODELS: [&str; 3] = ["willow", "willow", "poplar"];

/// How the targets stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Two share the load, the third is their spare.
    Spare,
    /// All three share the load.
    Equal,
}

impl Shape {
    pub(crate) const ALL: [Self; 2] = [Self::Spare, Self::Equal];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Spare => "Two targets and a spare",
            Self::Equal => "Three targets in one tier",
        }
    }

    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Spare => "`alpha` and `beta` share the load; `gamma` is asked when neither can.",
            Self::Equal => "`alpha`, `beta` and `gamma` share the load.",
        }
    }

    /// The route, and what is known of the health of its targets.
    pub(crate) fn route(
        self,
        seed: u64,
        start: Instant,
        journal: &Journal,
    ) -> (SharedProvider, Arc<Roster>) {
        let health = HealthSettings::default().seed(seed);
        let around = Surroundings::new(HttpClient::new().expect("a pool")).health(health);
        let around = around.expect("the settings are right");
        let target = |place: usize| {
            let model = Model::new(place, seed, start, journal.clone());
            let target = Target::provider(TARGETS[place], model.clone())
                .model(MODELS[place])
                .breaker(breaker::Settings::default().seed(seed + place as u64));
            let Assembled { target, breaker, .. } = target.assemble(&around).expect("a target");
            model.behind(Arc::clone(breaker.as_ref().expect("a circuit")));
            // Only hosts of models that one runs oneself go on with what another began.
            let prefill = (place < 2).then_some(Prefill::ContinueFinalMessage);
            let declared = Declared::default();
            target.declared(prefill.into_iter().fold(declared, Declared::prefill))
        };
        let route = Failover::new("day");
        let route = match self {
            Self::Spare => route.tier([target(0), target(1)]).tier([target(2)]),
            Self::Equal => route.tier([target(0), target(1), target(2)]),
        };
        (SharedProvider::new(route), Arc::clone(around.roster()))
    }
}
