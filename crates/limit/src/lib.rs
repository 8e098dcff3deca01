//! Admission for any future: adaptive concurrency, load shedding by priority, rates for tenants.

mod adaptive;
mod checks;
mod layer;
mod pace;
mod sync;

pub use adaptive::{Adaptive, AdaptiveSettings, AdaptiveSnapshot, AtCapacity, Permit};
pub use layer::Limit;
