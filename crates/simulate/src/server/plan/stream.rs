//! A streamed answer.

use std::num::NonZeroUsize;

use bytes::Bytes;

use super::{Act, broken};
use crate::dialect::{Dialect, Piece, Stamp};
use crate::script::{Fault, Part, Point, Said, Step, position};
use crate::server::message::{self, LAST_CHUNK, Length};

/// A streamed answer, and the faults inside one.
pub(super) struct Stream<'a> {
    dialect: Dialect,
    step: &'a Step,
    stamp: &'a Stamp,
    size: Option<NonZeroUsize>,
    spoken: bool,
    acts: Vec<Act>,
}

impl<'a> Stream<'a> {
    pub(super) fn new(dialect: Dialect, step: &'a Step, stamp: &'a Stamp) -> Self {
        Self { dialect, step, stamp, size: step.write_size, spoken: false, acts: Vec::new() }
    }

    pub(super) fn acts(mut self, said: &Said) -> Vec<Act> {
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
        for (index, chunk) in message::chunks(bytes, self.size).into_iter().enumerate() {
            if index > 0 && !self.step.between_writes.is_zero() {
                self.acts.push(Act::Wait(self.step.between_writes));
            }
            self.acts.push(Act::Write(chunk));
        }
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
