//! A ladder of graceful degradation: reduced quality before failure, and back up again.

mod calm;
mod controller;
mod course;
mod degrade;
mod edits;
mod feature;
mod ladder;
mod levels;
mod moves;
mod offline;
mod reason;
mod settings;
mod stale;
mod verdict;
mod walk;

pub use controller::{Controller, Moved, Standing, Ticket, Verdict};
pub use degrade::Degrade;
pub use edits::{Edited, Edits, Lacks};
pub use feature::Feature;
pub use ladder::Ladder;
pub use osier_core::{Level, Served};
pub use settings::{Settings, Weights};
pub use stale::{SharedStaleSource, StaleSource};
