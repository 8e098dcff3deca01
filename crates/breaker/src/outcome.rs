//! How a call ended, and what became of saying so.

use std::time::Duration;

/// What the end of a call says about whoever was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It works.
    Success,
    /// It works, but too slowly.
    Slow,
    /// It does not work.
    Failure,
    /// It does not work, and asks to be left alone for this long. Should the breaker open now, it
    /// stays open for at least that.
    FailureFor(Duration),
    /// It works, and asks for patience.
    Throttled,
    /// It works, and asks to be left alone for this long.
    ThrottledFor(Duration),
    /// Nothing: the request, the caller or chance is the reason.
    Ignored,
}

/// What became of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// The breaker took note.
    Counted,
    /// The breaker has moved on since the call was admitted, or does not watch it; nothing changed.
    Stale,
}
