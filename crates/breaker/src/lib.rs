//! A circuit breaker for any future: one atomic word, permits that cannot leak, windows that slide.
//!
//! # Defaults

mod breaker;
mod call;
mod invalid;
mod machine;
mod moment;
mod outcome;
mod pass;
mod permit;
#[cfg(feature = "provider")]
mod provider;
mod registry;
mod rejection;
mod settings;
mod state;
mod sync;
#[cfg(feature = "tower")]
pub mod tower;
mod transition;
mod window;
mod word;

pub use breaker::{Breaker, Snapshot};
pub use call::CallError;
pub use invalid::InvalidSetting;
pub use outcome::{Outcome, Recorded};
pub use permit::Permit;
#[cfg(feature = "provider")]
pub use provider::Circuit;
pub use registry::{Registry, RegistryFull};
pub use rejection::{Rejection, RejectionCause};
pub use settings::Settings;
pub use state::{Mode, State};
pub use transition::{Cause, Transition};
