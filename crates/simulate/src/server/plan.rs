//! What is done for one request, in order: decided before any of it is done.

use std::num::NonZeroUsize;
use std::time::Duration;

use bytes::Bytes;

use super::message::{self, LAST_CHUNK, Length};
use super::seen::SeenEnd;
use crate::dialect::{self, Dialect, HTML, JSON, Piece, Reply, Stamp};
use crate::script::{CutHow, Fault, Part, Point, Said, Step, position};

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
        Self { acts, end }
    }
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

/// A whole answer, and the faults inside one.
fn whole(
    dialect: Dialect,
    step: &Step,
    fault: Option<&Fault>,
    body: Bytes,
    stamp: &Stamp,
    after: Duration,
) -> Vec<Act> {
    let half = body.slice(..body.len() / 2);
    let head = |length| {
        let headers = dialect.headers(stamp.number);
        let headers = headers.iter().map(|(name, value)| (*name, &**value));
        Act::Write(message::head(200, JSON, headers, Length::Known(length)))
    };
    let wait = Act::Wait(after);
    match fault {
        Some(Fault::HeadersThenHang) => {
            vec![Act::Wait(step.headers_after), head(body.len()), Act::Hang]
        }
        Some(Fault::PingsOnly { lasting: None, .. }) => vec![Act::Hang],
        Some(Fault::PingsOnly { lasting: Some(lasting), .. }) => {
            vec![Act::Wait(*lasting), wait, head(body.len()), Act::Write(body)]
        }
        Some(Fault::Cut { how: CutHow::Clean, .. } | Fault::Malformed { .. }) => {
            vec![wait, head(half.len()), Act::Write(half)]
        }
        Some(Fault::Cut { how, .. }) => {
            vec![wait, head(body.len()), Act::Write(half), broken(*how)]
        }
        Some(Fault::Stall { .. }) => vec![wait, head(body.len()), Act::Write(half), Act::Hang],
        _ => vec![wait, head(body.len()), Act::Write(body)],
    }
}

fn broken(how: CutHow) -> Act {
    match how {
        CutHow::Reset => Act::Reset,
        CutHow::Clean => Act::Write(Bytes::from_static(LAST_CHUNK)),
        CutHow::Abort => Act::Close,
    }
}

/// A streamed answer, and the faults inside one.
struct Stream<'a> {
    dialect: Dialect,
    step: &'a Step,
    stamp: &'a Stamp,
    size: Option<NonZeroUsize>,
    spoken: bool,
    acts: Vec<Act>,
}

impl<'a> Stream<'a> {
    fn new(dialect: Dialect, step: &'a Step, stamp: &'a Stamp) -> Self {
        Self { dialect, step, stamp, size: step.write_size, spoken: false, acts: Vec::new() }
    }

    fn acts(mut self, said: &Said) -> Vec<Act> {
        let headers = self.dialect.headers(self.stamp.number);
        let headers = headers.iter().map(|(name, value)| (*name, &**value));
        let head = message::head(200, self.dialect.stream_type(), headers, Length::Chunked);
        self.acts.extend([Act::Wait(self.step.headers_after), Act::Write(head)]);
        let mut pieces = self.dialect.pieces(said, self.stamp);
        match &self.step.fault {
            Some(Fault::NoTerminator) => pieces.retain(|piece| piece.part != Part::Terminator),
            Some(fault) => {
                let at = position(point_of(fault), pieces.iter().map(|piece| piece.part));
                let after = pieces.split_off(at);
                self.write(pieces);
                if self.disturb(fault) {
                    return self.acts;
                }
                pieces = after;
            }
            None => {}
        }
        self.write(pieces);
        self.acts.push(Act::Write(Bytes::from_static(LAST_CHUNK)));
        self.acts
    }

    fn write(&mut self, pieces: Vec<Piece>) {
        for piece in pieces {
            if piece.part == Part::Content {
                let wait = self.step.wait_before(!self.spoken);
                self.acts.push(Act::Wait(wait));
                self.spoken = true;
            }
            self.chunk(&piece.bytes);
        }
    }

    fn chunk(&mut self, bytes: &[u8]) {
        let chunks = message::chunks(bytes, self.size);
        self.acts.extend(chunks.into_iter().map(Act::Write));
    }

    /// Plays the fault; whether the answer is over with it.
    fn disturb(&mut self, fault: &Fault) -> bool {
        match fault {
            Fault::Cut { how, .. } => self.acts.push(broken(*how)),
            Fault::ErrorInStream { preset, .. } => {
                let error = self.dialect.preset(*preset, self.stamp);
                for record in self.dialect.error_records(&error) {
                    self.chunk(&record);
                }
                self.acts.push(Act::Write(Bytes::from_static(LAST_CHUNK)));
            }
            Fault::Malformed { .. } => {
                self.chunk(&self.dialect.malformed());
                return false;
            }
            Fault::PingsOnly { every, lasting, .. } => {
                let ping = message::chunks(&self.dialect.ping(), None);
                let (bytes, every, lasting) = (ping.concat().into(), *every, *lasting);
                self.acts.push(Act::Ping { bytes, every, lasting });
                return lasting.is_none();
            }
            _ => self.acts.push(Act::Hang),
        }
        true
    }
}

/// Where in the stream a fault strikes; before everything, unless it says.
fn point_of(fault: &Fault) -> Point {
    match fault {
        Fault::Cut { after, .. }
        | Fault::Stall { after }
        | Fault::PingsOnly { after, .. }
        | Fault::Malformed { after }
        | Fault::ErrorInStream { after, .. } => *after,
        _ => Point::Events(0),
    }
}
