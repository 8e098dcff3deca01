//! What is done for one request, in order: decided before any of it is done.

mod stream;
#[cfg(test)]
mod tests;
mod whole;

use std::time::Duration;

use bytes::{Bytes, BytesMut};

use self::stream::Stream;
use self::whole::whole;
use super::message::{self, LAST_CHUNK, Length};
use super::seen::SeenEnd;
use crate::dialect::{self, Dialect, HTML, JSON, Reply, Stamp};
use crate::script::{CutHow, Fault, Said, Step};

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Wait(Duration),
    Write(Bytes),
    /// Keep-alives, this far apart, for this long.
    Ping {
        bytes: Bytes,
        every: Duration,
        lasting: Option<Duration>,
    },
    Hang,
    Close,
    Reset,
}

/// What is done, and how that is remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) acts: Vec<Act>,
    pub(super) end: SeenEnd,
}

/// Bytes that are neither JSON nor text nor records.
const GARBAGE: &[u8] = b"\x00\xff\xfe\x17\x03garbage\xc3\x28\xa0\n\n\x80\x81";

impl Plan {
    /// A reply that no script asked for.
    pub(super) fn reply(reply: &Reply) -> Self {
        Self { acts: vec![Act::Write(message::whole(reply))], end: SeenEnd::Answered }
    }

    /// A chat request that is not taken.
    pub(super) fn refused(after: Duration, reply: &Reply) -> Self {
        let acts = vec![Act::Wait(after), Act::Write(message::whole(reply))];
        Self { acts, end: SeenEnd::Faulted }
    }

    /// What a `HEAD` request gets: the head of what would be sent, and no body.
    pub(super) fn without_body(mut self) -> Self {
        let first = self.acts.iter().position(|act| matches!(act, Act::Write(_)));
        if let Some(first) = first {
            self.acts.truncate(first + 1);
        }
        if let Some(Act::Write(bytes)) = self.acts.last_mut() {
            let end = bytes.windows(4).position(|end| end == b"\r\n\r\n");
            bytes.truncate(end.map_or(bytes.len(), |end| end + 4));
        }
        self
    }

    /// A free request that fails on script.
    pub(super) fn probe(dialect: Dialect, fault: &Fault, reply: &Reply, stamp: &Stamp) -> Self {
        let step = Step::default();
        let body = reply.body.clone().into_bytes().into();
        let acts = instead(dialect, fault, stamp, false);
        Self {
            acts: acts.unwrap_or_else(|| {
                whole(dialect, &step, Some(fault), body, stamp, step.headers_after)
            }),
            end: SeenEnd::Faulted,
        }
    }

    /// A chat request.
    pub(super) fn chat(
        dialect: Dialect,
        step: &Step,
        said: &Said,
        stamp: &Stamp,
        stream: bool,
    ) -> Self {
        let fault = step.fault.as_ref();
        let end = match fault {
            Some(_) => SeenEnd::Faulted,
            None => SeenEnd::Answered,
        };
        let acts = match fault.and_then(|fault| instead(dialect, fault, stamp, stream)) {
            Some(acts) => std::iter::once(Act::Wait(step.headers_after)).chain(acts).collect(),
            None if stream => Stream::new(dialect, step, stamp).acts(said),
            None => {
                let body = dialect.whole(said, stamp);
                whole(dialect, step, fault, body, stamp, step.whole_after(said.pieces()))
            }
        };
        let acts = if step.coalesce { coalesced(acts) } else { acts };
        Self { acts, end }
    }
}

/// Writes with nothing in between, as one; a wait of no time is nothing.
fn coalesced(acts: Vec<Act>) -> Vec<Act> {
    let mut all: Vec<Act> = Vec::new();
    let somethings = acts.into_iter().filter(|act| *act != Act::Wait(Duration::ZERO));
    for act in somethings {
        match (all.last_mut(), act) {
            (Some(Act::Write(written)), Act::Write(more)) => {
                let mut joined = BytesMut::from(std::mem::take(written));
                joined.extend_from_slice(&more);
                *written = joined.freeze();
            }
            (_, act) => all.push(act),
        }
    }
    all
}

/// What comes in place of an answer, if the fault leaves none.
fn instead(dialect: Dialect, fault: &Fault, stamp: &Stamp, stream: bool) -> Option<Vec<Act>> {
    let reply = |reply: &Reply| vec![Act::Write(message::whole(reply))];
    Some(match fault {
        Fault::Status(status) => reply(&dialect::status(dialect, status, stamp)),
        Fault::ErrorInStream { preset, .. } if !stream => reply(&dialect.preset(*preset, stamp)),
        Fault::ErrorWith200(preset) => {
            let mut error = dialect.preset(*preset, stamp);
            error.status = 200;
            reply(&error)
        }
        Fault::Html => reply(&Reply {
            status: 200,
            headers: Vec::new(),
            content_type: HTML.into(),
            body: dialect::page(200),
        }),
        Fault::Reset => vec![Act::Reset],
        Fault::Close => vec![Act::Close],
        Fault::Hang => vec![Act::Hang],
        Fault::Garbage => garbage(dialect, stream),
        _ => return None,
    })
}

fn garbage(dialect: Dialect, stream: bool) -> Vec<Act> {
    let kind = if stream { dialect.stream_type() } else { JSON };
    let head = message::head(200, kind, [], Length::Known(GARBAGE.len()));
    vec![Act::Write([&*head, GARBAGE].concat().into())]
}

fn broken(how: CutHow) -> Act {
    match how {
        CutHow::Reset => Act::Reset,
        CutHow::Clean => Act::Write(Bytes::from_static(LAST_CHUNK)),
        CutHow::Abort => Act::Close,
    }
}
