//! Streams that outlast what they have to say.

use std::time::Duration;

use async_trait::async_trait;
use futures_util::{Stream, StreamExt, stream};
use osier_core::{
    ChatRequest, Context, Error, ErrorKind, Event, EventStream, Provider, Request, Response,
    SharedProvider,
};
use osier_http::TokioClock;
use osier_timeout::{Limits, Timeout};

use crate::scene::{secs, time};

const DELTA: &str = r#"{"choices":[{"delta":{"content":"x"}}]}"#;
const FINISH: &str = r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#;

/// Streams what it makes of the context.
struct Makes<F>(F);

#[async_trait]
impl<F, S> Provider for Makes<F>
where
    F: Fn(Context) -> S + Send + Sync + 'static,
    S: Stream<Item = Result<Event, Error>> + Send + 'static,
{
    fn id(&self) -> &'static str {
        "makes"
    }

    async fn call(&self, context: &Context, _: Request) -> Result<Response, Error> {
        Ok(Response::stream((self.0)(context.clone())))
    }
}

async fn events<F, S>(make: F, limits: Limits, deadline: Duration) -> EventStream
where
    F: Fn(Context) -> S + Send + Sync + 'static,
    S: Stream<Item = Result<Event, Error>> + Send + 'static,
{
    let layer = Timeout::try_new(limits).expect("limits");
    let provider = SharedProvider::new(Makes(make)).layered(&layer);
    let context = Context::builder(TokioClock::shared()).timeout(deadline).build();
    let request = ChatRequest::new("m").user("Hi").stream().into();
    provider.call(&context, request).await.expect("an answer").into_events()
}

/// Finishes, and lets the end wait. Says whether the answer is whole then.
fn finishes(whole: bool) -> impl Fn(Context) -> EventStream + Send + Sync {
    move |context| {
        context.mark_whole(whole);
        context.beat();
        let said = [Event::parse(DELTA), Event::parse(FINISH)];
        Box::pin(stream::iter(said).chain(stream::pending()))
    }
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_ends_the_wait_for_a_terminator_does_not_end_the_answer_in_an_error() {
    let table = [
        (Limits::default(), secs(8), ErrorKind::DeadlineExceeded),
        (Limits::default().attempt(secs(8)), secs(60), ErrorKind::Timeout),
        (Limits::default().byte_idle(secs(8)), secs(60), ErrorKind::Timeout),
        (Limits::default().progress_idle(secs(8)), secs(60), ErrorKind::Timeout),
    ];
    for (limits, deadline, otherwise) in table {
        for whole in [true, false] {
            let start = time();
            let items: Vec<_> = events(finishes(whole), limits, deadline).await.collect().await;
            let error = items.into_iter().find_map(Result::err);
            assert_eq!(error.map(|error| error.kind()), (!whole).then_some(otherwise));
            assert_eq!(start.elapsed(), secs(8));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_always_ready_does_not_outlast_its_attempt() {
    let flood = |_| stream::repeat_with(|| Event::parse(DELTA));
    for (limits, limit) in
        [(Limits::default(), None), (Limits::default().attempt(secs(20)), Some("attempt"))]
    {
        let mut flood = events(flood, limits, secs(30)).await;
        for _ in 0..200 {
            flood.next().await.expect("an item").expect("in time");
        }
        tokio::time::advance(secs(31)).await;
        let late: Vec<_> = flood.take(200).collect().await;
        let error = late.into_iter().last().expect("an item").expect_err("an end");
        assert_eq!(error.limit(), limit);
        assert_eq!(error.kind() == ErrorKind::DeadlineExceeded, limit.is_none());
    }
}
