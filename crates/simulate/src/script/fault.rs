//! What goes wrong.

use std::time::Duration;

use serde::Deserialize;

use super::{Preset, Status, span};

/// What goes wrong with one answer.
///
/// A fault inside the stream needs a stream; what it does to a whole answer is said with each.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Fault {
    /// An answer without success status.
    Status(Status),
    /// The connection is reset before any byte of the answer.
    Reset,
    /// The connection is closed, politely, before any byte of the answer.
    Close,
    /// The request is taken and never answered.
    Hang,
    /// The headers come, and nothing after them.
    HeadersThenHang,
    /// The answer breaks off. A whole answer breaks off half-way through its body.
    Cut {
        /// Where.
        after: Point,
        /// How.
        #[serde(default)]
        how: CutHow,
    },
    /// The answer falls silent with the connection open. A whole one half-way through its body.
    Stall {
        /// Where.
        after: Point,
    },
    /// Nothing but the dialect's keep-alives: comments, pings, or empty lines where it has none.
    /// A whole answer knows no keep-alives and is silent instead.
    PingsOnly {
        /// Where; by default before the first event.
        #[serde(default)]
        after: Point,
        /// From one keep-alive to the next; 10 s by default.
        #[serde(default = "ping_interval", deserialize_with = "span::read")]
        every: Duration,
        /// How long, before the answer goes on. For ever by default.
        #[serde(default, deserialize_with = "span::read_some")]
        lasting: Option<Duration>,
    },
    /// A record that is no JSON, between two good ones. A whole answer breaks off half-way, with
    /// headers that say it is complete.
    Malformed {
        /// Where.
        after: Point,
    },
    /// The answer ends with its finish reason but without `[DONE]` or `message_stop`. Changes
    /// nothing where the two are one (Ollama), nor in a whole answer.
    NoTerminator,
    /// The dialect's error, inside a stream that began well. A whole answer fails with the status.
    ErrorInStream {
        /// Where.
        after: Point,
        /// What it says; a server error by default.
        #[serde(default)]
        preset: Preset,
    },
    /// The dialect's error as JSON, with status 200.
    ErrorWith200(Preset),
    /// A web page with status 200.
    Html,
    /// Status 200, and bytes that mean nothing.
    Garbage,
    /// A request that has this parameter is refused, as a model refuses what it does not take; others are
    /// answered. It is named as callers of OpenAI name it; where it stands on the wire is up to the
    /// dialect. Of a parameter of sampling the one usual value is taken (OpenAI, Azure). Ollama knows
    /// `tools` and `reasoning_effort`, and answers whatever else it is sent: it ignores what it does not
    /// know.
    RejectsParameter {
        /// The parameter.
        param: String,
    },
    /// A request whose last message is the assistant's is refused, as newer Claude models do; others are
    /// answered. Ollama answers it: no model of it is known to refuse.
    RejectsPrefill,
    /// A request of more tokens is refused as too long; smaller ones are answered. Four bytes of it count
    /// as a token.
    ContextLimit {
        /// The most that is taken.
        tokens: u64,
    },
}

/// A place in a streamed answer.
///
/// A bare number counts events: `2.into()` is the place after the second event. Counting tokens is
/// the same in every dialect; counting events is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Point {
    /// After this many events (records on the wire) of any sort.
    Events(usize),
    /// After this many pieces of content: text, thinking, a refusal or a tool call. 0 is just before
    /// the first one.
    Tokens(usize),
}

/// How an answer breaks off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CutHow {
    /// The body ends as a good one would: only its content tells that something is missing.
    Clean,
    /// The connection closes before the body's end. The default.
    #[default]
    Abort,
    /// The connection is reset before the body's end.
    Reset,
}

impl Fault {
    /// Keep-alives for ever, this far apart.
    #[must_use]
    pub fn pings(every: Duration) -> Self {
        Self::PingsOnly { after: Point::default(), every, lasting: None }
    }

    /// Refuses requests that have this parameter, and answers others.
    #[must_use]
    pub fn rejects(param: impl Into<String>) -> Self {
        Self::RejectsParameter { param: param.into() }
    }
}

impl Default for Point {
    fn default() -> Self {
        Self::Events(0)
    }
}

impl From<usize> for Point {
    fn from(events: usize) -> Self {
        Self::Events(events)
    }
}

fn ping_interval() -> Duration {
    Duration::from_secs(10)
}
