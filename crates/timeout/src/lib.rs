//! Time limits for LLM calls, each named by what it bounds.
//!
//! | limit | bounds | default | reasoning models |
//! |---|---|---|---|
//! | `headers` | request sent to response headers, of streams | 30 s | 30 s |
//! | `first_event` | start of the attempt to the first event, of streams | 60 s | 300 s |
//! | `progress_idle` | silence between events that carry content | 120 s | 300 s |
//! | `attempt` | the whole attempt | none: the deadline | none |
//!
//! Two more limits need to see bytes and sockets and therefore live in `osier-http`: `connect`, and
//! `byte_idle` between any two bytes. A provider that only sends keep-alives is alive but does not
//! progress; the two idle limits tell these apart.
//!
//! An expired limit is [`ErrorKind::Timeout`](osier_core::ErrorKind::Timeout) and
//! [`Error::limit`](osier_core::Error::limit) names it. The caller's deadline is another thing, and
//! another kind: [`DeadlineExceeded`](osier_core::ErrorKind::DeadlineExceeded).
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
//! let layer = Timeout::new(Limits::reasoning().attempt(Duration::from_secs(600)));
//! # let _ = layer;
//! ```

mod due;
mod layer;
mod limited;
mod limits;

pub use layer::Timeout;
pub use limits::Limits;
