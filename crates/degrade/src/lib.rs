//! A ladder of graceful degradation: reduced quality before failure, and back up again.

mod controller;
mod degrade;
mod edits;
mod feature;
mod ladder;
mod offline;
mod reason;
mod settings;
mod stale;

pub use controller::{Controller, Moved, Standing, Ticket, Verdict};
pub use degrade::Degrade;
pub use edits::{Edited, Edits, Lacks};
pub use feature::Feature;
pub use ladder::Ladder;
pub use osier_core::{Level, Served};
pub use settings::{Settings, Weights};
pub use stale::{SharedStaleSource, StaleSource};
