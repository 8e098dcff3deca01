//! A streamed answer on its way to the client.

use std::pin::Pin;
use std::task::{Context as Task, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame};
use osier::{Context, Error, ErrorKind, Event, EventStream, Head, Sleep};

use super::last_word::LastWord;
use super::{error, record};

/// A write is sent off once it is this large, even if more events are ready.
const ENOUGH: usize = 16 * 1024;

/// Events as server-sent events. Whatever is ready goes out in one write; in silence a comment keeps
/// the connection alive; the end is always said: `[DONE]`, after an error if there was one, or if
/// there was no finish reason: whatever went wrong, a cut answer is never shown as a whole one. Right
/// before it a comment tells what happened since the headers.
///
/// Dropping it, as happens when the client leaves, drops the answer and with it the upstream call.
pub(super) struct SseBody {
    events: Option<EventStream>,
    context: Context,
    last_word: LastWord,
    wants_usage: bool,
    /// The choices that began, and those that have their finish reason, as bits.
    begun: u64,
    finished: u64,
    keep_alive: Duration,
    silence: Option<Sleep>,
}

impl SseBody {
    pub(super) fn new(
        events: EventStream,
        head: Head,
        context: Context,
        wants_usage: bool,
        keep_alive: Duration,
    ) -> Self {
        let last_word = LastWord::new(head, context.clock().now());
        let (events, begun, finished, silence) = (Some(events), 0, 0, None);
        Self { events, context, last_word, wants_usage, begun, finished, keep_alive, silence }
    }

    /// Takes what is ready into `out`.
    fn fill(&mut self, task: &mut Task<'_>, out: &mut BytesMut) {
        while let (Some(events), true) = (&mut self.events, out.len() < ENOUGH) {
            match events.as_mut().poll_next(task) {
                Poll::Pending => return,
                Poll::Ready(Some(Ok(event))) => self.write(out, &event),
                Poll::Ready(Some(Err(failure))) => self.fail(out, &failure),
                Poll::Ready(None) if self.is_whole() => self.end(out, None),
                Poll::Ready(None) => self.fail(out, &Error::new(ErrorKind::Cut)),
            }
        }
    }

    /// Usage that nobody asked for stays here: some clients stumble over it.
    fn write(&mut self, out: &mut BytesMut, event: &Event) {
        self.begun |= event.choices();
        self.finished |= event.finished_choices();
        let only_usage = event.has_usage() && event.choices() == 0;
        if self.wants_usage || !only_usage {
            record::write(out, event.data());
        }
    }

    fn is_whole(&self) -> bool {
        self.finished != 0 && self.begun & !self.finished == 0
    }

    fn fail(&mut self, out: &mut BytesMut, failure: &Error) {
        record::write(out, error::json(failure).as_bytes());
        self.end(out, Some(failure));
    }

    fn end(&mut self, out: &mut BytesMut, failure: Option<&Error>) {
        self.events = None;
        record::comment(out, &self.last_word.say(failure, self.context.clock().now()));
        out.extend_from_slice(b"data: [DONE]\n\n");
    }

    fn poll_silence(&mut self, task: &mut Task<'_>) -> Poll<Bytes> {
        let clock = self.context.clock();
        let wait = self.keep_alive;
        let silence = self.silence.get_or_insert_with(|| clock.sleep_until(clock.after(wait)));
        silence.as_mut().poll(task).map(|()| {
            self.silence = None;
            Bytes::from_static(b": keep-alive\n\n")
        })
    }
}

impl Body for SseBody {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        task: &mut Task<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.events.is_none() {
            return Poll::Ready(None);
        }
        let mut out = BytesMut::new();
        self.fill(task, &mut out);
        if out.is_empty() {
            return self.poll_silence(task).map(|comment| Some(Ok(Frame::data(comment))));
        }
        self.silence = None;
        Poll::Ready(Some(Ok(Frame::data(out.freeze()))))
    }
}
