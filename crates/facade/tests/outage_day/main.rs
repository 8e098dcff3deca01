//! A day of outages in virtual time, and its report, which is `docs/outage-day.md`.
//!
//! Whoever changes how Osier behaves changes the report. It is renewed with
//! `OSIER_RENEW=1 cargo test -p osier --test outage_day`, and what changed in it is reviewed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod answer;
mod bounds;
mod caller;
mod chart;
#[path = "../common/crowd.rs"]
mod crowd;
mod day;
mod figures;
mod journal;
#[path = "../common/pages.rs"]
mod pages;
mod plot;
mod prose;
mod provider;
#[path = "../common/quantile.rs"]
mod quantile;
#[path = "../common/random.rs"]
mod random;
mod report;
mod route;
mod schedule;
mod sections;
mod speech;
#[path = "../common/table.rs"]
mod table;
mod tally;
mod traffic;
mod trouble;

use std::thread;

use crate::day::Day;
use crate::figures::Figures;
use crate::route::Shape;

/// Everything that is drawn by lot comes from this number.
const SEED: u64 = 20_260_419;

#[test]
fn a_day_of_outages_is_answered_and_its_report_stands_in_the_documentation() {
    // Each lives on a clock of its own.
    let days = thread::scope(|scope| {
        let live = |shape| scope.spawn(move || Figures::of(&Day::live(shape, SEED)));
        Shape::ALL.map(live).map(|day| day.join().expect("a day without panics"))
    });
    let pages =
        [("outage-day.md", report::write(SEED, &days)), ("outage-day.svg", chart::draw(&days))];
    pages::renew(&pages);
    let broken: Vec<_> = days.iter().flat_map(bounds::broken).collect();
    assert!(broken.is_empty(), "{broken:#?}");
    pages::check("outage_day", &pages);
}
