//! A streamed answer: bytes to records, records to events, and a decision about its end.

mod linger;
#[cfg(test)]
mod tests;
mod watch;

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use osier_core::adapter::Record;
use osier_core::{Context, Delivery, Error, ErrorKind, Event, StreamDecoder};

use crate::body::poll_bytes;
use crate::framing::Framer;
use crate::transport;
use watch::{Limit, Watch};

pub(crate) use watch::Patience;

/// The events of one answer.
///
/// The end is normal at the provider's terminator, or when every choice is finished and the body
/// ends, breaks, falls silent or turns to nonsense. Anything else is an error, which is the last item.
/// Events that were read before the end was known come first.
pub(crate) struct Events<D> {
    /// Gone once the end is known.
    body: Option<reqwest::Body>,
    framer: Framer,
    decoder: D,
    ready: VecDeque<Event>,
    failure: Option<Error>,
    watch: Watch,
}

impl<D: StreamDecoder> Events<D> {
    pub(crate) fn new(
        context: Context,
        body: reqwest::Body,
        framer: Framer,
        decoder: D,
        patience: Patience,
    ) -> Self {
        Self {
            body: Some(body),
            framer,
            decoder,
            ready: VecDeque::new(),
            failure: None,
            watch: Watch::new(context, patience),
        }
    }

    /// Takes one record out of what has come, or waits for more to come.
    fn poll_step(&mut self, cx: &mut std::task::Context<'_>) -> Poll<()> {
        match self.framer.next_record() {
            Ok(Some(record)) => self.on_record(record),
            Ok(None) => return self.poll_body(cx),
            Err(error) => self.fail(error, self.decoder.is_complete()),
        }
        Poll::Ready(())
    }

    fn poll_body(&mut self, cx: &mut std::task::Context<'_>) -> Poll<()> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(());
        };
        match poll_bytes(body, self.watch.context(), cx) {
            Poll::Ready(Some(Ok(bytes))) => self.on_bytes(bytes),
            Poll::Ready(Some(Err(error))) => self.on_end(|| transport::in_body(error)),
            Poll::Ready(None) => self.on_body_end(),
            Poll::Pending => {
                let limit = ready!(self.watch.poll_limit(cx));
                self.on_limit(limit);
            }
        }
        Poll::Ready(())
    }

    fn on_bytes(&mut self, bytes: Bytes) {
        self.framer.push(bytes);
        if let Some(limit) = self.watch.on_bytes() {
            self.on_limit(limit);
        }
    }

    fn on_record(&mut self, record: Record) {
        // Asked before: a decoder that has failed calls nothing complete.
        let was_complete = self.decoder.is_complete();
        if let Err(error) = self.decoder.decode(record, &mut self.ready) {
            return self.fail(error, was_complete);
        }
        self.watch.on_events(&self.ready, self.decoder.is_complete());
        if self.decoder.is_done() {
            self.finish();
        }
    }

    fn on_body_end(&mut self) {
        if let Some(record) = self.framer.finish() {
            self.on_last_record(record);
        }
        let inside = self.framer.has_unfinished();
        self.on_end(|| cut(inside));
    }

    /// A record without its end: if it means nothing, the rest of it is missing.
    fn on_last_record(&mut self, record: Record) {
        self.on_record(record);
        if self.failure.take_if(|error| is_nonsense(error)).is_some() {
            self.failure = Some(cut(true));
        }
    }

    fn on_limit(&mut self, limit: Limit) {
        self.on_end(|| limit.error());
    }

    /// No more will come: a normal end if the answer is complete, else the failure.
    fn on_end(&mut self, failure: impl FnOnce() -> Error) {
        if self.body.is_some() && !self.decoder.is_complete() {
            self.failure = Some(failure());
        }
        self.body = None;
    }

    /// What cannot be read takes nothing from an answer that is complete: had the connection broken
    /// in its place, nobody would mind. What the provider reports is another matter.
    fn fail(&mut self, error: Error, was_complete: bool) {
        if !(was_complete && is_nonsense(&error)) {
            self.failure = Some(error);
        }
        self.body = None;
    }

    fn finish(&mut self) {
        if let Some(body) = self.body.take() {
            linger::let_end(body, self.watch.context());
        }
    }
}

impl<D: StreamDecoder> Stream for Events<D> {
    type Item = Result<Event, Error>;

    fn poll_next(
        self: Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(event) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(event)));
            }
            if this.body.is_none() {
                return Poll::Ready(this.failure.take().map(Err));
            }
            ready!(this.poll_step(cx));
        }
    }
}

/// Whether it is about bytes, and not something that the provider said.
fn is_nonsense(error: &Error) -> bool {
    let said = error.code().is_some() || error.provider_message().is_some();
    error.kind() == ErrorKind::Malformed && !said
}

fn cut(inside_event: bool) -> Error {
    let note = if inside_event {
        "the body ended inside an event"
    } else {
        "the body ended without a finish reason"
    };
    Error::new(ErrorKind::Cut).with_note(note)
}

impl Limit {
    fn error(self) -> Error {
        let error = match self {
            Self::Deadline => Error::new(ErrorKind::DeadlineExceeded),
            Self::ByteIdle => Error::timeout("byte_idle"),
            Self::Tail => Error::new(ErrorKind::Cut),
        };
        error.with_delivery(Delivery::Answered)
    }
}
