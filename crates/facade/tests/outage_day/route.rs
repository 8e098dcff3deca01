//! The route of the day, as a user would build it.

use std::sync::Arc;
use std::time::Instant;

use osier::failover::{Declared, Prefill};
use osier::health::HealthSettings;
use osier::{Assembled, Client, ClientBuilder, Route, SharedObserver, Target, breaker};

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

    /// A client of these targets that tells this observer.
    pub(crate) fn client(
        self,
        seed: u64,
        start: Instant,
        journal: &Journal,
        observer: SharedObserver,
    ) -> Client {
        let models: Vec<_> = (0..TARGETS.len())
            .map(|place| Model::new(place, seed, start, journal.clone()))
            .collect();
        let targets = models.iter().zip(0..).map(|(model, place)| {
            Target::provider(TARGETS[place], model.clone())
                .model(MODELS[place])
                .declared(able(place))
                .breaker(breaker::Settings::default().seed(seed + place as u64))
        });
        let client = targets.fold(Client::builder(), ClientBuilder::target);
        let health = HealthSettings::default().seed(seed);
        let client = client.route(self.route()).health(health).observer(observer).build();
        let client = client.expect("the settings are right");
        for (model, Assembled { breaker, .. }) in models.iter().zip(client.targets()) {
            model.behind(Arc::clone(breaker.as_ref().expect("a circuit")));
        }
        client
    }

    fn route(self) -> Route {
        match self {
            Self::Spare => Route::first([TARGETS[0], TARGETS[1]]).then([TARGETS[2]]),
            Self::Equal => Route::first(TARGETS),
        }
    }
}

/// Only hosts of models that one runs oneself go on with what another began.
fn able(place: usize) -> Declared {
    let declared = Declared::default();
    if place < 2 { declared.prefill(Prefill::ContinueFinalMessage) } else { declared }
}
