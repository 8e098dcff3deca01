//! A stream whose body follows a script.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{self, Poll, ready};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::StreamExt;
use http_body::Frame;
use osier_core::adapter::{Framing, Record};
use osier_core::{Clock, Context, Error, ErrorKind, Event, Pulse, Sleep, StreamDecoder};

use crate::TokioClock;
use crate::framing::Framer;
use crate::stream::{Events, Patience};

/// What the body does next. After the last part it ends.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Bytes(&'static str),
    /// The same bytes for ever, without a pause.
    Flood(&'static str),
    /// Begins when somebody asks for more.
    Wait(Duration),
    Hang,
    Break,
}

pub(super) struct Playing {
    events: Events<Reader>,
    clock: Arc<Counting>,
}

pub(super) struct End {
    pub(super) events: usize,
    pub(super) error: Option<Error>,
    pub(super) took: Duration,
}

impl Playing {
    pub(super) fn new(parts: impl IntoIterator<Item = Part>) -> Self {
        Self::with_byte_idle(parts, Duration::from_secs(75))
    }

    pub(super) fn with_byte_idle(parts: impl IntoIterator<Item = Part>, idle: Duration) -> Self {
        Self::with(parts, Patience { byte_idle: idle, for_usage: false })
    }

    /// With the usage asked for.
    pub(super) fn with_usage(parts: impl IntoIterator<Item = Part>) -> Self {
        let byte_idle = Duration::from_secs(75);
        Self::with(parts, Patience { byte_idle, for_usage: true })
    }

    /// Watched over from outside.
    pub(super) fn watched(parts: impl IntoIterator<Item = Part>) -> (Self, Pulse) {
        let (clock, context) = context();
        let (context, pulse) = context.watched(context.deadline().moment());
        let patience = Patience { byte_idle: Duration::from_secs(75), for_usage: false };
        (Self::within(clock, context, parts, patience), pulse)
    }

    fn with(parts: impl IntoIterator<Item = Part>, patience: Patience) -> Self {
        let (clock, context) = context();
        Self::within(clock, context, parts, patience)
    }

    fn within(
        clock: Arc<Counting>,
        context: Context,
        parts: impl IntoIterator<Item = Part>,
        patience: Patience,
    ) -> Self {
        let body = Scripted { parts: parts.into_iter().collect(), waiting: Mutex::default() };
        let body = reqwest::Body::wrap(body);
        let framer = Framer::new(Framing::Sse);
        Self { events: Events::new(context, body, framer, Reader::default(), patience), clock }
    }

    pub(super) async fn next(&mut self) -> Option<Result<Event, Error>> {
        self.events.next().await
    }

    pub(super) async fn play_out(&mut self) -> End {
        let start = TokioClock.now();
        let mut events = 0;
        let error = loop {
            match self.next().await {
                Some(Ok(_)) => events += 1,
                Some(Err(error)) => break Some(error),
                None => break None,
            }
        };
        assert!(self.next().await.is_none(), "nothing follows the end");
        End { events, error, took: TokioClock.now() - start }
    }

    /// How many timers the stream has made.
    pub(super) fn timers(&self) -> usize {
        self.clock.timers.load(Ordering::SeqCst)
    }
}

fn context() -> (Arc<Counting>, Context) {
    let clock = Arc::new(Counting::default());
    let context = Context::builder(clock.clone()).timeout(Duration::from_secs(600)).build();
    (clock, context)
}

pub(super) async fn nap(pause: Duration) {
    TokioClock.sleep_until(TokioClock.now() + pause).await;
}

#[derive(Debug, Default)]
struct Counting {
    timers: AtomicUsize,
}

impl Clock for Counting {
    fn now(&self) -> Instant {
        TokioClock.now()
    }

    fn sleep_until(&self, until: Instant) -> Sleep {
        self.timers.fetch_add(1, Ordering::SeqCst);
        TokioClock.sleep_until(until)
    }

    fn unix_time(&self) -> Duration {
        Duration::ZERO
    }
}

struct Scripted {
    parts: VecDeque<Part>,
    /// A body must be `Sync`, which a sleep is not.
    waiting: Mutex<Option<Sleep>>,
}

impl Scripted {
    fn wait(&mut self, sleep: Sleep) {
        *self.waiting.get_mut().unwrap() = Some(sleep);
    }
}

impl http_body::Body for Scripted {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut task::Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        loop {
            let waiting = self.waiting.get_mut().unwrap();
            if let Some(sleep) = waiting {
                ready!(sleep.as_mut().poll(cx));
                *waiting = None;
            }
            let frame = |text: &'static str| Poll::Ready(Some(Ok(Frame::data(text.into()))));
            match self.parts.pop_front() {
                None => return Poll::Ready(None),
                Some(Part::Bytes(text)) => return frame(text),
                Some(Part::Flood(text)) => {
                    self.parts.push_front(Part::Flood(text));
                    return frame(text);
                }
                Some(Part::Break) => {
                    return Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())));
                }
                Some(Part::Hang) => self.wait(Box::pin(std::future::pending())),
                Some(Part::Wait(pause)) => {
                    self.wait(TokioClock.sleep_until(TokioClock.now() + pause));
                }
            }
        }
    }
}

/// As adapters are: what begins is to be finished, and nothing is complete after an error.
#[derive(Default)]
struct Reader {
    seen: u64,
    finished: u64,
    failed: bool,
    done: bool,
}

impl Reader {
    fn read(&mut self, record: Record) -> Result<Event, Error> {
        if record.event.is_some_and(|name| name == "error") {
            let reported = Error::new(ErrorKind::Malformed).with_code("tool_use_failed");
            return Err(reported);
        }
        let event = Event::parse(record.data)?;
        self.seen |= event.choices();
        self.finished |= event.finished_choices();
        Ok(event)
    }
}

impl StreamDecoder for Reader {
    fn decode(&mut self, record: Record, out: &mut VecDeque<Event>) -> Result<(), Error> {
        if record.data == "[DONE]" {
            self.done = true;
            return Ok(());
        }
        let event = self.read(record).inspect_err(|_| self.failed = true)?;
        out.push_back(event);
        Ok(())
    }

    fn is_complete(&self) -> bool {
        !self.failed && self.finished != 0 && self.seen & !self.finished == 0
    }

    fn is_done(&self) -> bool {
        self.done
    }
}
