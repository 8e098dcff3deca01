//! Which answers are worth storing.

mod look;
mod object;
#[cfg(test)]
mod tests;

use std::fmt;

use osier_core::{CacheStatus, Collector, Completion, ErrorKind, Event, Head, Level};

use self::look::Look;

/// An answer that may be stored.
///
/// It may if it can stand for a new one, for hours: given live, at the full level, ended by itself or by
/// the ceiling that its caller set, without a refusal, and with something in it. What is missing in it would
/// be missing again and again.
///
/// # What must not get lost
///
/// A whole answer is stored as the bytes it came in, whatever is in them. A stream is stored as the whole
/// answer it makes, and a whole answer is given to a streaming caller as events; neither carries more than
/// text, refusals, visible thinking, calls of functions, how it ended and what it cost. If there is anything
/// else, a stream is not stored, and a whole answer does not [replay](Self::replays).
///
/// Anything else is each member that is not `null`, `false`, 0 or empty, `logprobs`, `audio` and `annotations`
/// among them, but for those of which it is known that they only describe the answer or the way it came:
///
/// | in | members |
/// |---|---|
/// | the answer | `id`, `object`, `created`, `model`, `usage`, `system_fingerprint`, `service_tier`, `metadata`, `obfuscation`, `provider`, `timings`, `time_info`, `prompt_filter_results`, all that begin with `x_` |
/// | a choice | `index`, `finish_reason`, `native_finish_reason`, `content_filter_results`, `content_filter_offsets`, `seed`, `usage`; `text`, which says again what the delta says; `stop_reason` and `matched_stop` if they are the number of a token |
/// | a message | `role`, `obfuscation`, `token_id` |
///
/// ```
/// use osier_cache::{Unworthy, Worth};
/// use osier_core::{Completion, Head};
///
/// let head = Head::default();
/// let whole = Completion::of_text("some-model", "Reeds.");
/// let worth = Worth::of_whole(&head, &whole, false, 1024)?;
/// assert!(worth.replays);
///
/// let cut = Completion::parse(r#"{"choices":[{"message":{"content":"Ree"},"finish_reason":null}]}"#);
/// let cut = cut.expect("a completion");
/// assert_eq!(Worth::of_whole(&head, &cut, false, 1024).unwrap_err(), Unworthy::Unfinished);
/// # Ok::<(), Unworthy>(())
/// ```
#[derive(Clone, Debug)]
pub struct Worth {
    /// The whole of it.
    pub completion: Completion,
    /// Whether it can be replayed as a stream without losing any of it.
    pub replays: bool,
}

/// Why an answer is not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// There is nothing in it, or nothing but thinking.
    Empty,
    /// It is longer than what is stored.
    TooLong,
    /// It cannot be put together from its events without losing some of it.
    Lossy,
}

impl Worth {
    /// What may be stored of a whole answer: `tools` says whether calls of tools may be, `max` how many
    /// bytes at most.
    ///
    /// # Errors
    ///
    /// Why nothing may.
    pub fn of_whole(
        head: &Head,
        completion: &Completion,
        tools: bool,
        max: usize,
    ) -> Result<Self, Unworthy> {
        live(head)?;
        short(completion, max)?;
        let look = Look::at(completion.data()).ok_or(Unworthy::Unfinished)?;
        look.allowed(tools)?;
        look.complete()?;
        let replays = look.replays() && completion.to_answer().is_some();
        Ok(Self { completion: completion.clone(), replays })
    }

    /// What may be stored of an answer that came as these events and ended normally: `tools` says whether
    /// calls of tools may be, `max` how many bytes at most once it is whole.
    ///
    /// # Errors
    ///
    /// Why nothing may.
    pub fn of_events(
        head: &Head,
        events: &[Event],
        tools: bool,
        max: usize,
    ) -> Result<Self, Unworthy> {
        live(head)?;
        let mut collector = Collector::default();
        let mut lost = false;
        for event in events {
            let look = Look::at(event.data()).ok_or(Unworthy::Lossy)?;
            look.allowed(tools)?;
            lost |= look.loses();
            collector.add(event).map_err(|error| reason(error.kind()))?;
        }
        let completion = collector.finish().map_err(|error| reason(error.kind()))?;
        let worth = Self::of_whole(head, &completion, tools, max)?;
        if lost || !worth.replays { Err(Unworthy::Lossy) } else { Ok(worth) }
    }
}

fn live(head: &Head) -> Result<(), Unworthy> {
    let is_full = head.level.is_none_or(|served| served.level == Level::Full);
    let was_stored = |status| matches!(status, CacheStatus::Hit | CacheStatus::Stale);
    match head.cache {
        _ if !is_full => Err(Unworthy::Degraded),
        Some(used) if was_stored(used.status) => Err(Unworthy::Cached),
        _ => Ok(()),
    }
}

fn short(completion: &Completion, max: usize) -> Result<(), Unworthy> {
    if completion.data().len() > max { Err(Unworthy::TooLong) } else { Ok(()) }
}

/// Why events make no whole answer: because there is no end, or because one of them cannot be read.
fn reason(kind: ErrorKind) -> Unworthy {
    if kind == ErrorKind::Cut { Unworthy::Unfinished } else { Unworthy::Lossy }
}

impl Unworthy {
    /// A stable, lower-case name for logs and metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Degraded => "degraded",
            Self::Cached => "cached",
            Self::Unfinished => "unfinished",
            Self::Refusal => "refusal",
            Self::ToolCalls => "tool_calls",
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::Lossy => "lossy",
        }
    }
}

impl fmt::Display for Unworthy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl std::error::Error for Unworthy {}
