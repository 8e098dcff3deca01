//! A circuit breaker for any future: one atomic word, permits that cannot leak, windows that slide.
//!
//! ```
//! # async fn fetch() -> Result<String, std::io::Error> { Ok(String::new()) }
//! # async fn example() {
//! use osier_breaker::{Breaker, CallError};
//!
//! let breaker = Breaker::default();
//! match breaker.call(|| fetch()).await {
//!     Ok(answer) => println!("{answer}"),
//!     Err(CallError::Failed(error)) => println!("it failed: {error}"),
//!     Err(CallError::Rejected(rejection)) => println!("{rejection}"),
//! }
//! # }
//! ```
//!
//! Something that keeps failing is left alone for a while: calls are rejected at once, which spares
//! the caller the wait and the callee the load. Then a single call finds out whether it is back.
//!
//! | state | a call | what moves it on |
//! |---|---|---|
//! | [`Closed`](State::Closed) | passes | failures in a row, or too great a part of the calls failed, or was slow: Open |
//! | [`Open`](State::Open) | is rejected | its time is over, or a health check succeeds: HalfOpen |
//! | [`HalfOpen`](State::HalfOpen) | passes, one at a time | two successes: Closed; one failure, or silence: Open, for twice as long |
//!
//! What it holds to, and most breakers do not:
//!
//! - A result that was admitted before the last change of state changes nothing. It is
//!   [`Stale`](Recorded::Stale).
//! - However many callers wait for the open time to end, one of them is let through.
//! - A permit that is dropped (by cancellation, by a panic, by an early return) records nothing and
//!   frees its place. A probe that hangs is given up after its lease.
//! - The window slides: what happened a window ago weighs nothing, however much it was.
//! - A call that says nothing about the callee ([`Ignored`](Outcome::Ignored)) does not count, not even
//!   as a probe.
//! - "Not now" ([`Throttled`](Outcome::Throttled)) is no failure: the breaker cools for as long as it
//!   was asked to, and does not trip.
//!
//! It is a state machine of pure functions around one atomic word, without a lock, a task or a runtime.
//! Time is an argument: each method that needs it has a twin that ends in `_at`. Its threads are checked
//! with loom under every interleaving, its behaviour against a naive model.
//!
//! # By hand, and around other things
//!
//! [`Breaker::try_acquire`] gives a [`Permit`], which is told how the call went;
//! [`Breaker::try_acquire_owned`] gives one that may live in a body or a task. [`Breaker::call_with`]
//! takes a function that says what a result means. A [`Registry`] holds one breaker per name.
//!
//! - Feature `provider`: `Circuit`, middleware around a provider of `osier-core`.
//! - Feature `tower`: a layer around any tower service.
//!
//! Without features this crate has no dependency.
//!
//! # Order
//!
//! Inside retries, so that each attempt is asked for and counted, and an open circuit ends them.
//! Outside time limits, so that an expired limit is a failure. Around one callee: a breaker that
//! several share stops the good ones with the bad.
//!
//! # When not to use it
//!
//! Where there is nothing else to do than to call: if a failure is as good as a rejection and costs
//! nobody anything, a breaker only adds rejections. It does not limit how many calls run at once, nor how
//! long they take. Its state is that of one process.
//!
//! # Cancellation
//!
//! Dropping a call, its permit or the body that holds it frees the place of a probe and judges
//! nobody. Nothing waits in here, so nothing else can be cancelled.
//!
//! # Cost
//!
//! While all is well, [`Settings::consecutive`] costs two loads a call; a ratio adds one
//! compare-and-swap and the time of its end. A rejection is one load and a comparison of times. Nothing is
//! allocated. Threads that succeed at once share one word only if a ratio counts.
//!
//! # Defaults
//!
//! | setting | default | why |
//! |---|---|---|
//! | [`consecutive_failures`](Settings::consecutive_failures) | 5 | a dead callee is known after a handful of calls, and chance seldom makes five |
//! | [`failure_ratio`](Settings::failure_ratio) | 0.5 | half-dead is worse than dead for whoever waits |
//! | [`minimum_calls`](Settings::minimum_calls) | 10 | below, one failure more or less decides |
//! | [`window`](Settings::window) | 60 s | long enough for slow calls to add up, short enough to forget |
//! | [`slow_ratio`](Settings::slow_ratio) | off | only the caller knows what is slow |
//! | [`slow_after`](Settings::slow_after) | 10 s | matters with a slow ratio, and for a probe that is let go of: after so long a silence it has failed |
//! | [`open`](Settings::open) | 5 s | most outages of a second or two are over; a probe costs one call |
//! | [`open_max`](Settings::open_max) | 60 s | doubling finds long outages; beyond a minute recovery would be late |
//! | [`jitter`](Settings::jitter) | 0.2 | a fleet must not probe in step |
//! | [`probes`](Settings::probes) | 1 | whoever just recovers is not met by a crowd |
//! | [`successes_to_close`](Settings::successes_to_close) | 2 | one may be luck |
//! | [`lease`](Settings::lease) | 30 s | a probe without a word for so long is answer enough; the next may take twice as long, in case all answers do |
//! | [`throttles_to_cool`](Settings::throttles_to_cool) | 3 | once is a hiccup; three times, it means everybody |
//! | [`observe`](Settings::observe) | off | |
//!
//! [`Settings::classic`] is the breaker of the books: 5 failures, 30 s, 3 calls. The three states are those
//! of Nygard, *Release It!* (2007); the doubling and its jitter follow Brooker, *Exponential Backoff And
//! Jitter* (2015).

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
