//! Admission for any future: adaptive concurrency, load shedding by priority, rates for tenants.

mod adaptive;
mod checks;
mod sync;

pub use adaptive::{Adaptive, AdaptiveSettings, AdaptiveSnapshot, AtCapacity, Permit};
