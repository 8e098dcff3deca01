//! An incident in virtual time, and its report, which is `docs/incident.md`.
//!
//! Whoever changes how Osier behaves changes the report. It is renewed with
//! `OSIER_RENEW=1 cargo test -p osier --test incident`, and what changed in it is reviewed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod bounds;
mod caller;
mod chart;
mod client;
#[path = "../common/crowd.rs"]
mod crowd;
mod figures;
mod incident;
mod journal;
mod memory;
#[path = "../common/pages.rs"]
mod pages;
mod prose;
mod provider;
#[path = "../common/quantile.rs"]
mod quantile;
#[path = "../common/random.rs"]
mod random;
mod report;
mod schedule;
mod sections;
mod speech;
mod steps;
#[path = "../common/table.rs"]
mod table;
mod traffic;

use crate::figures::Figures;

/// Everything that is drawn by lot comes from this number.
const SEED: u64 = 20_260_502;

#[test]
fn an_incident_bends_and_comes_back_and_its_report_stands_in_the_documentation() {
    let figures = Figures::of(&incident::live(SEED));
    let pages =
        [("incident.md", report::write(SEED, &figures)), ("incident.svg", chart::draw(&figures))];
    pages::renew(&pages);
    let broken = bounds::broken(&figures);
    assert!(broken.is_empty(), "{broken:#?}");
    pages::check("incident", &pages);
}
