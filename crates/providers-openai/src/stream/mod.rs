//! Streamed answers, record by record.

mod calls;
mod frame;
mod repair;
mod skim;
#[cfg(test)]
mod tests;
mod wanted;

use std::collections::VecDeque;
use std::fmt;

use bytes::Bytes;
use osier_core::adapter::{Call, Record};
use osier_core::{Error, ErrorKind, Event, FinishReason, Secret, StreamDecoder};

use self::calls::Calls;
use self::frame::Frame;
use self::repair::Orders;
use self::skim::Shape;
use self::wanted::Wanted;
use crate::error::Report;
use crate::parts::Identities;

/// Reads a streamed answer of the dialect.
///
/// An event that every client reads safely is passed on as the very bytes of its record; any other
/// is rewritten: the first of a choice says who speaks, a tool call has an identity, and usage nobody
/// asked for comes as an event of its own after the end of a choice. What a provider reports in its
/// stream is an error, whatever shape it has: an `error` field with or without choices, a record named
/// `error`, a flat report, or a choice that ended with `error`.
///
/// An answer is complete when as many choices as the request asked for (`n`) have their finish
/// reason. `[DONE]` vouches for fewer, since some servers give one choice whatever was asked for; but
/// a choice that has begun must have ended, and one there must be, or it is [`Cut`](ErrorKind::Cut):
/// some servers send `[DONE]` after a failure as well. So a caller that sees
/// [`is_done`](StreamDecoder::is_done) without an error holds a complete answer, and one whose body
/// ends without it must ask [`is_complete`](StreamDecoder::is_complete). Choices are told apart up to
/// 64; an answer with more is complete only at its terminator.
pub struct Decoder {
    key: Option<Secret>,
    calls: Calls,
    frame: Frame,
    wanted: Wanted,
    wants_usage: bool,
    seen: u64,
    finished: u64,
    done: bool,
    failed: bool,
}

impl Decoder {
    /// A reader for the answer to one call. `key` is hidden wherever the provider quotes it.
    #[must_use]
    pub fn new(call: &Call<'_>, key: Option<Secret>) -> Self {
        Self {
            key,
            calls: Calls::new(Identities::of(call.id)),
            frame: Frame::default(),
            wanted: Wanted::by(call.request),
            wants_usage: call.request.wants_usage_event(),
            seen: 0,
            finished: 0,
            done: false,
            failed: false,
        }
    }

    fn read(&mut self, record: &Record, out: &mut VecDeque<Event>) -> Result<(), Error> {
        match record.event.as_deref() {
            _ if record.data.trim_ascii() == b"[DONE]" => return self.end(),
            Some(b"error") => return Err(self.reported(&Report::of_error_record(&record.data))),
            // A keep-alive that some proxies send as a record of its own.
            Some(b"ping") => return Ok(()),
            _ => {}
        }
        let event = Event::parse(record.data.clone()).map_err(|malformed| {
            let report = Report::parse(&record.data);
            report.map_or(malformed, |report| self.reported(&report))
        })?;
        if self.frame.fits(event.data()) {
            self.note(&event);
            out.push_back(event);
            return Ok(());
        }
        let Ok(shape) = skim::skim(&record.data) else {
            return Err(malformed("an event repeats a field or has the wrong shape"));
        };
        let broken = event.finish_reason() == Some(FinishReason::Error);
        if event.has_error() || broken || shape.failed || shape.is_report() {
            return Err(self.failure(&record.data, &shape));
        }
        let (event, usage) = self.mend(event, &shape)?;
        self.note(&event);
        out.push_back(event);
        out.extend(usage);
        Ok(())
    }

    fn note(&mut self, event: &Event) {
        self.seen |= event.choices();
        self.finished |= event.finished_choices();
    }

    /// The terminator.
    fn end(&mut self) -> Result<(), Error> {
        self.done = self.finished != 0 && self.begun_are_finished();
        if self.done {
            Ok(())
        } else {
            let note = "the provider ended its stream before a choice had its finish reason";
            Err(Error::new(ErrorKind::Cut).with_note(note))
        }
    }

    fn begun_are_finished(&self) -> bool {
        self.seen & !self.finished == 0
    }

    /// The event itself if it is sound, else one that says the same soundly, and its usage where
    /// that must stand alone.
    fn mend(&mut self, event: Event, shape: &Shape<'_>) -> Result<(Event, Option<Event>), Error> {
        let silent = shape.silent & !self.seen;
        let split_usage = !self.wants_usage && event.has_usage() && event.choices() != 0;
        let mut sound = event.is_canonical() && shape.sound && silent == 0 && !split_usage;
        let mut places = Vec::new();
        for piece in &shape.pieces {
            let place = self.calls.place(piece)?;
            sound &= place.is_as_sent(piece);
            places.push(place);
        }
        if sound {
            if shape.pieces.is_empty() {
                self.frame.learn(event.data());
            }
            return Ok((event, None));
        }
        let ended = self.finished != 0 && event.choices() & !self.finished == 0;
        let orders = Orders { silent, split_usage, ended, places };
        let (event, usage) = repair::repair(event.data(), orders)?;
        let (event, usage) = (Event::parse(event)?, usage.map(Event::parse).transpose()?);
        if event.is_canonical() && usage.as_ref().is_none_or(Event::is_canonical) {
            Ok((event, usage))
        } else {
            Err(malformed("an event is not a chunk"))
        }
    }

    fn failure(&self, data: &Bytes, shape: &Shape<'_>) -> Error {
        let report = Report::parse(data).or_else(|| repair::report_in_choice(data));
        let report = report.unwrap_or_else(|| shape.note());
        self.reported(&report)
    }

    fn reported(&self, report: &Report) -> Error {
        report.error_in_answer(self.key.as_ref())
    }
}

impl StreamDecoder for Decoder {
    fn decode(&mut self, record: Record, out: &mut VecDeque<Event>) -> Result<(), Error> {
        // What follows the terminator is no part of the answer.
        if self.done {
            return Ok(());
        }
        self.read(&record, out).inspect_err(|_| self.failed = true)
    }

    fn is_complete(&self) -> bool {
        let counted = self.wanted.can_be_counted() && self.wanted.are_in(self.finished);
        !self.failed && (self.done || counted && self.begun_are_finished())
    }

    fn is_done(&self) -> bool {
        self.done
    }
}

impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder")
            .field("complete", &self.is_complete())
            .field("done", &self.done)
            .finish_non_exhaustive()
    }
}

fn malformed(note: &str) -> Error {
    Error::new(ErrorKind::Malformed).with_note(note)
}
