//! Osier beside the published crates that do the same: the same work, described once, in one run.
//!
//! `benches/versus.rs` times it, `src/bin/allocations.rs` counts its allocations, and
//! `cargo xtask bench breaker` runs both and prints one table.

mod closed;
mod limit;
mod meter;
mod once;
mod open;
mod ours;
mod peers;
mod retry;
mod shared;
mod stack;
mod ticks;

pub use meter::Meter;

/// Measures everything. What stands side by side in the table is measured one after the other, so
/// that a machine that slows down slows both.
pub fn measure(meter: &mut impl Meter) {
    closed::zero(meter);
    closed::consecutive(meter);
    closed::ratio(meter);
    closed::failure(meter);
    closed::future(meter);
    open::rejection(meter);
    open::round(meter);
    shared::zero(meter);
    shared::consecutive(meter);
    shared::ratio(meter);
    retry::budget(meter);
    retry::waits(meter);
    retry::calls(meter);
    limit::admission(meter);
    stack::around(meter);
}
