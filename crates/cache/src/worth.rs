//! Which answers are worth storing.

use osier_core::{Completion, Event, Head};

/// An answer that may be stored.
#[derive(Clone, Debug)]
pub struct Worth {
    /// The whole of it.
    pub completion: Completion,
    /// Whether it can be replayed as a stream without losing any of it.
    pub replays: bool,
}

/// Why an answer is not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unworthy {
    /// It was not given live at the full level.
    Degraded,
    /// It came out of a cache itself.
    Cached,
    /// It did not end normally: it was cut, filtered, or its end is not known.
    Unfinished,
    /// The model refused.
    Refusal,
    /// It calls tools, and nobody asked for such answers to be stored.
    ToolCalls,
    /// It is longer than what is stored.
    TooLong,
    /// It cannot be put together from its events without losing some of it.
    Lossy,
}

impl Worth {
    /// What may be stored of a whole answer.
    ///
    /// # Errors
    ///
    /// Why nothing may.
    pub fn of_whole(head: &Head, completion: &Completion, tools: bool) -> Result<Self, Unworthy> {
        let _ = (head, completion, tools);
        Err(Unworthy::Unfinished)
    }

    /// What may be stored of an answer that came as these events and ended normally.
    ///
    /// # Errors
    ///
    /// Why nothing may.
    pub fn of_events(head: &Head, events: &[Event], tools: bool) -> Result<Self, Unworthy> {
        let _ = (head, events, tools);
        Err(Unworthy::Unfinished)
    }
}
