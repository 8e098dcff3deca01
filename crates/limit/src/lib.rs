//! Admission for any future: adaptive concurrency, load shedding by priority, rates for tenants.

mod adaptive;
mod admission;
mod checks;
mod layer;
mod pace;
mod sync;

pub use adaptive::{Adaptive, AdaptiveSettings, AdaptiveSnapshot, AtCapacity, Permit};
pub use admission::{Admission, AdmissionPermit, AdmissionSettings, AdmissionSnapshot};
pub use layer::Limit;
