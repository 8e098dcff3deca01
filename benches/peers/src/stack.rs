//! Everything that stands around one target, fused, around a provider that is ready at once.

use std::sync::Arc;
use std::task::{Context as Task, Poll, Waker};
use std::time::{Duration, Instant};

use futures_util::stream;
use osier_breaker::Circuit;
use osier_core::{
    Body, ChatRequest, ChunkWriter, Clock, Completion, Context, Error, Event, EventStream,
    FinishReason, Provider, Request, Response, SharedProvider, Sleep, Stack,
};
use osier_limit::{AdaptiveSettings, Limit};
use osier_retry::Retry;
use osier_timeout::Timeout;

use crate::meter::Meter;
use crate::{once, ours};

/// Whole answers, and streamed ones of three events, to their ends.
pub(crate) fn around(meter: &mut impl Meter) {
    let Some(full) = full(canned()) else { return };
    let context = Context::builder(Arc::new(Machine)).timeout(Duration::from_secs(86_400)).build();
    for (shape, stream) in [("whole", false), ("streamed", true)] {
        let request = request(stream);
        for (what, provider) in
            [("the provider alone", &canned()), ("retry, breaker, limit and timeout", &full)]
        {
            let row = format!("{shape} answer, {what}");
            meter.alone(&row, "osier: Provider::call, the events", || {
                let call = provider.call(&context, request.clone());
                once::poll(call).map(|answer| answer.map(|answer| drain(answer.body)))
            });
        }
    }
}

fn full(provider: SharedProvider) -> Option<SharedProvider> {
    let breaker = Circuit::new(Arc::new(ours::ratio()?));
    let limit = Limit::try_new(AdaptiveSettings::default()).ok()?;
    let limited = Stack::new(limit, Stack::new(Timeout::default(), provider));
    Some(SharedProvider::new(Stack::new(Retry::default(), Stack::new(breaker, limited))))
}

fn request(stream: bool) -> Request {
    let request = ChatRequest::new("some-model").user("Hello");
    if stream { request.stream().into() } else { request.into() }
}

fn drain(body: Body) -> usize {
    match body {
        Body::Complete(completion) => completion.data().len(),
        Body::Stream(events) => length(events),
    }
}

fn length(mut events: EventStream) -> usize {
    let mut task = Task::from_waker(Waker::noop());
    let mut length = 0;
    while let Poll::Ready(Some(Ok(event))) = events.as_mut().poll_next(&mut task) {
        length += event.data().len();
    }
    length
}

/// Answers at once with what it has.
struct Canned {
    completion: Completion,
    events: [Event; 3],
}

fn canned() -> SharedProvider {
    let writer = ChunkWriter::new("chatcmpl-1", 0, "some-model");
    let events = [writer.role(), writer.text("Hello"), writer.finish(FinishReason::Stop)];
    let completion = Completion::of_text("some-model", "Hello");
    SharedProvider::new(Canned { completion, events })
}

#[async_trait::async_trait]
impl Provider for Canned {
    fn id(&self) -> &str {
        "canned"
    }

    async fn call(&self, _: &Context, request: Request) -> Result<Response, Error> {
        Ok(if request.wants_stream() {
            Response::stream(stream::iter(self.events.clone().into_iter().map(Ok)))
        } else {
            Response::complete(self.completion.clone())
        })
    }
}

/// The machine's clock. Nobody waits here.
#[derive(Debug)]
struct Machine;

impl Clock for Machine {
    #[expect(clippy::disallowed_methods, reason = "reading the clock is part of the cost")]
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep_until(&self, _: Instant) -> Sleep {
        Box::pin(std::future::pending())
    }

    fn unix_time(&self) -> Duration {
        Duration::ZERO
    }
}
