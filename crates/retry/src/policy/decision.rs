//! What a policy says.

use std::time::Duration;

/// What follows a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Another attempt.
    Retry {
        /// How long to wait before it.
        after: Duration,
    },
    /// None: the error goes up as it is, and at once.
    GiveUp(Why),
}

/// Why there is no further attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Why {
    /// The same request would fail again, or the policy is not for errors of this kind.
    NotRetryable,
    /// All attempts were made.
    Attempts,
    /// It may have been billed already, as often as that is accepted.
    Billed,
    /// The wait would leave too little of the deadline for an attempt.
    Deadline,
    /// The wait is longer than patience lasts while another target is ready, or something else to fall back on.
    Patience,
}
