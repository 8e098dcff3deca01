//! Time limits for LLM calls, each named by what it bounds.
//!
//! | limit | bounds | default | reasoning models | why |
//! |---|---|---|---|---|
//! | `connect` | name lookup, TCP and TLS | 5 s | 5 s | what the official clients wait |
//! | `headers` | request sent to response headers, of streams | 30 s | 30 s | headers come before any thought |
//! | `first_event` | start of the attempt to the first event, of streams | 60 s | 300 s | long prompts take half a minute; models that think in silence, minutes |
//! | `byte_idle` | silence between any two bytes of a body | 75 s | 75 s | providers that send keep-alives do so about every 30 s |
//! | `progress_idle` | silence between events that carry content | 120 s | 300 s | a provider that only sends keep-alives is alive but does not progress |
//! | `attempt` | the whole attempt | none: the deadline | none | only the caller knows how long an answer may be |
//!
//! Beyond these, a target is left at [`Context::leave_by`](osier_core::Context::leave_by) if it has
//! shown no content by then and another could still answer: the limit `share_of_deadline`.
//!
//! An expired limit is [`ErrorKind::Timeout`](osier_core::ErrorKind::Timeout);
//! [`Error::limit`](osier_core::Error::limit) names it, and the message says what had come. The
//! caller's deadline is another thing, and another kind:
//! [`DeadlineExceeded`](osier_core::ErrorKind::DeadlineExceeded).
//!
//! A limit that is reached when an answer is whole, and only its terminator is still waited for, ends it
//! normally: see [`Context::mark_whole`](osier_core::Context::mark_whole).
//!
//! One timer serves all of them, from the call to the end of the body. It is armed only when
//! something is awaited, and waits further inside need none of their own.
//!
//! # When not to use it
//!
//! Around a provider whose transport is not in the same task: the limits then see events, but no
//! bytes, and `byte_idle` never begins. The same holds for providers that do not call
//! [`Context::beat`](osier_core::Context::beat). `connect` is enforced by whoever opens the
//! connections, which is why it can be asked for.
//!
//! # Order
//!
//! Innermost: directly around the provider, inside failover, so that an expired limit sends the
//! request to the next target. Around failover it would end the request instead.
//!
//! # Cancellation
//!
//! Dropping the call or its response drops the provider's work and the one timer.
//!
//! ```
//! use osier_timeout::{Limits, Timeout};
//! use std::time::Duration;
//!
//! let layer = Timeout::try_new(Limits::reasoning().attempt(Duration::from_secs(600)))?;
//! # let _ = layer;
//! # Ok::<(), osier_core::InvalidSetting>(())
//! ```

mod due;
mod layer;
mod limited;
mod limits;
mod progress;
mod watch;

pub use layer::Timeout;
pub use limits::Limits;
