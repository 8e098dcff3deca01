//! The client, as a user would build it.

use std::time::Instant;

use osier::degrade::Ladder;
use osier::health::{Alert, HealthSettings};
use osier::http::TokioClock;
use osier::limit::AdmissionSettings;
use osier::{Client, ClientBuilder, Clock, Level, Notice, Observer, Route, Target, breaker};

use crate::caller::OFFLINE;
use crate::journal::{Change, Journal};
use crate::memory::Memory;
use crate::provider::Model;
use crate::schedule::TARGETS;

/// How many requests are admitted at once; three quarters of them, as none is of high priority.
pub(crate) const ADMITTED: u32 = 32;

/// A client of the four targets, which writes down what it tells.
pub(crate) fn client(seed: u64, start: Instant, journal: &Journal, memory: Memory) -> Client {
    let target = |(place, name): (usize, &&'static str)| {
        let model = Model { target: place, seed, start, journal: journal.clone() };
        let breaker = breaker::Settings::default().seed(seed + place as u64);
        Target::provider(*name, model).model(*name).breaker(breaker)
    };
    let targets = TARGETS.iter().enumerate().map(target);
    let journal = journal.clone();
    let told = Told { journal: journal.clone(), start };
    let client = targets
        .fold(Client::builder(), ClientBuilder::target)
        .route(Route::first(["strong-a", "strong-b"]))
        .level(Level::Reduced, Route::first(["small"]))
        .level(Level::Minimal, Route::first(["tiny"]))
        .degrade(Ladder::presets().stale(memory).offline(OFFLINE))
        .admission(AdmissionSettings::default().cap(ADMITTED).queue(8))
        .health(HealthSettings::default().seed(seed))
        .observer(std::sync::Arc::new(told))
        .alerts(move |alert: &Alert| {
            let Alert { scope, name, from, to, reason, .. } = alert.clone();
            let at = TokioClock.now() - start;
            let change = Change { at, scope, name, from, to, reason };
            journal.write(|pages| pages.alerts.push(change));
        });
    client.build().expect("the settings are right")
}

struct Told {
    journal: Journal,
    start: Instant,
}

impl Observer for Told {
    fn on_notice(&self, notice: &Notice<'_>) {
        if let Notice::LevelMoved { route, from, to, reason } = *notice {
            let (at, name) = (TokioClock.now() - self.start, route.to_owned());
            let (from, to) = (from.name(), to.name());
            let change = Change { at, scope: "route", name, from, to, reason };
            self.journal.write(|pages| pages.moves.push(change));
        }
    }
}
