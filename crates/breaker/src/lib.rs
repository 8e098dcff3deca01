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
mod rejection;
mod settings;
mod state;
mod sync;
mod transition;
mod window;
mod word;

pub use breaker::{Breaker, Snapshot};
pub use call::CallError;
pub use invalid::InvalidSetting;
pub use outcome::{Outcome, Recorded};
pub use permit::Permit;
pub use rejection::{Rejection, RejectionCause};
pub use settings::Settings;
pub use state::{Mode, State};
pub use transition::{Cause, Transition};
