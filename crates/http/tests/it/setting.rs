//! What every scenario starts from.

use std::time::Duration;

use futures_util::StreamExt;
use osier_core::{Body, ChatRequest, Clock, Context, Error, Event, Provider, Request, Response};
use osier_http::{HttpClient, HttpProvider, HttpProviderBuilder, TokioClock};

use crate::dialect::Plain;
use crate::far_end::{FarEnd, Script};

pub(crate) const JSON: &str = "application/json";
pub(crate) const SSE: &str = "text/event-stream";

pub(crate) const WHOLE: &str =
    r#"{"choices":[{"index":0,"message":{"content":"Hello"},"finish_reason":"stop"}]}"#;
pub(crate) const HEL: &str =
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"}}]}\n\n";
pub(crate) const LO: &str =
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lo\"}}]}\n\n";
pub(crate) const FINISH: &str =
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
pub(crate) const USAGE: &str = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3}}\n\n";
pub(crate) const DONE: &str = "data: [DONE]\n\n";

pub(crate) fn client() -> HttpClient {
    HttpClient::new().unwrap()
}

pub(crate) fn building(far_end: &FarEnd) -> HttpProviderBuilder<Plain> {
    HttpProvider::builder(client(), Plain::at(&far_end.url))
}

/// A far end with this one script, and a provider for it.
pub(crate) async fn playing(script: Script) -> (FarEnd, HttpProvider<Plain>) {
    let far_end = FarEnd::playing([script]).await;
    let provider = building(&far_end).build();
    (far_end, provider)
}

/// Longer than any test may take.
pub(crate) fn context() -> Context {
    within(Duration::from_secs(10))
}

pub(crate) fn within(timeout: Duration) -> Context {
    Context::builder(TokioClock::shared()).timeout(timeout).build()
}

pub(crate) fn request() -> Request {
    ChatRequest::new("m").user("Say hello.").into()
}

pub(crate) fn stream_request() -> Request {
    let mut request = request();
    request.set_stream(true);
    request
}

pub(crate) async fn ask(provider: &dyn Provider) -> Result<Response, Error> {
    provider.call(&context(), request()).await
}

/// Asks for a stream and gives its events, and the error it ended with.
pub(crate) async fn ask_stream(provider: &dyn Provider) -> (Vec<Event>, Option<Error>) {
    let response = provider.call(&context(), stream_request()).await.unwrap();
    assert!(matches!(response.body, Body::Stream(_)), "{response:?}");
    read(response).await
}

/// The events, and the error, which must be the last item.
pub(crate) async fn read(response: Response) -> (Vec<Event>, Option<Error>) {
    let mut items = response.into_events();
    let mut events = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(event) => events.push(event),
            Err(error) => {
                assert!(items.next().await.is_none(), "an error is the last item");
                return (events, Some(error));
            }
        }
    }
    (events, None)
}

pub(crate) fn text_of(events: &[Event]) -> String {
    events.iter().filter_map(Event::text).collect()
}

/// Real sockets live in real time.
pub(crate) async fn nap(pause: Duration) {
    TokioClock.sleep_until(TokioClock.now() + pause).await;
}
