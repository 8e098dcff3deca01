//! What a preset is said to mean is what the adapters make of its bytes, and what the provider
//! without sockets makes of it.

use std::time::Duration;

use futures_util::StreamExt as _;
use osier_core::{ChatRequest, Context, Error, ErrorKind, FinishReason, SharedProvider};
use osier_http::{HttpClient, HttpProvider, TokioClock};
use osier_providers_anthropic::Anthropic;
use osier_providers_azure::Azure;
use osier_providers_ollama::Ollama;
use osier_providers_openai::OpenAi;
use osier_simulate::{Answer, Dialect, Fault, Point, Preset, Scripted, Server, Step};

const DIALECTS: [Dialect; 4] =
    [Dialect::OpenAi, Dialect::Azure, Dialect::Anthropic, Dialect::Ollama];

/// All of them, by the names that scripts use.
const PRESETS: [&str; 23] = [
    "rate_limited",
    "flat_rate_limited",
    "too_large",
    "quota",
    "credit_balance",
    "spend_limit",
    "project_spend_limit",
    "usage_limit",
    "loading",
    "overloaded",
    "auth",
    "flat_auth",
    "forbidden",
    "model_not_found",
    "context_length",
    "unsupported_parameter",
    "unsupported_value",
    "tools_with_reasoning",
    "content_filter",
    "invalid_request",
    "server_error",
    "bad_gateway",
    "gateway_timeout",
];

fn presets() -> impl Iterator<Item = Preset> {
    let read = |name| serde_json::from_value(serde_json::Value::from(name));
    PRESETS.into_iter().map(move |name: &str| read(name).expect("a preset"))
}

/// A simulated provider, and the way to it that a program takes.
async fn behind(dialect: Dialect) -> (Server, SharedProvider) {
    let server = Server::start(dialect, Step::echo()).await.expect("a server");
    let (client, url) = (HttpClient::new().expect("a client"), server.url());
    let provider = match dialect {
        Dialect::OpenAi => {
            let adapter = OpenAi::compatible(format!("{url}/v1")).expect("a URL");
            SharedProvider::new(HttpProvider::new(client, adapter))
        }
        Dialect::Azure => {
            let adapter = Azure::v1(url, "key").expect("a URL");
            SharedProvider::new(HttpProvider::new(client, adapter))
        }
        Dialect::Anthropic => {
            let adapter = Anthropic::new("key").base_url(url).expect("a URL");
            SharedProvider::new(HttpProvider::new(client, adapter))
        }
        _ => {
            let adapter = Ollama::new(url).expect("a URL");
            SharedProvider::new(HttpProvider::new(client, adapter))
        }
    };
    (server, provider)
}

/// The error of the call, or of the answer; with how many pieces of content before it.
async fn failing(provider: &SharedProvider, streams: bool) -> (usize, Error) {
    failing_of(provider, ChatRequest::new("m").user("Hi you"), streams).await
}

async fn failing_of(
    provider: &SharedProvider,
    request: ChatRequest,
    streams: bool,
) -> (usize, Error) {
    let clock = TokioClock::shared();
    let context = Context::builder(clock).timeout(Duration::from_secs(5)).build();
    let request = if streams { request.stream() } else { request };
    let response = match provider.call(&context, request.into()).await {
        Ok(response) => response,
        Err(error) => return (0, error),
    };
    let mut events = response.into_events();
    let mut content = 0;
    loop {
        match events.next().await.expect("a failure") {
            Ok(event) => content += usize::from(event.is_content()),
            Err(error) => return (content, error),
        }
    }
}

#[tokio::test]
async fn adapters_make_of_a_preset_what_it_says_it_is() {
    for dialect in DIALECTS {
        let (server, provider) = behind(dialect).await;
        for preset in presets() {
            server.set_script(Step::status(preset));
            for streams in [false, true] {
                let (_, error) = failing(&provider, streams).await;
                assert_eq!(error.kind(), preset.kind_in(dialect), "{dialect:?} {preset:?}");
            }
        }
    }
}

#[tokio::test]
async fn without_sockets_a_preset_is_what_it_is_with_them() {
    let (server, provider) = behind(Dialect::OpenAi).await;
    for preset in presets() {
        let hello = || Step::answer("Hello world");
        for step in [
            Step::status(preset),
            hello().error_after(Point::Tokens(1), preset),
            Step::fault(Fault::ErrorWith200(preset)),
        ] {
            server.set_script(step.clone());
            let scripted = SharedProvider::new(Scripted::new("s", step.clone()));
            for streams in [false, true] {
                let (content, real) = failing(&provider, streams).await;
                let (expected, played) = failing(&scripted, streams).await;
                let place = format!("{preset:?} {:?}", step.fault);
                assert_eq!((content, real.kind()), (expected, played.kind()), "{place}");
                let facts = |error: &Error| (error.status(), error.retry_after());
                if let Some(Fault::Status(_)) = step.fault {
                    assert_eq!(facts(&real), facts(&played), "{place}");
                }
            }
        }
    }
}

#[tokio::test]
async fn an_answer_may_end_in_an_error() {
    for dialect in [Dialect::OpenAi, Dialect::Azure] {
        let (server, provider) = behind(dialect).await;
        let step = Step::of(Answer::text("Hello world").finish(FinishReason::Error));
        server.set_script(step.clone());
        let scripted = SharedProvider::new(Scripted::new("s", step));
        for streams in [false, true] {
            let expected = (if streams { 2 } else { 0 }, ErrorKind::Overloaded);
            for provider in [&provider, &scripted] {
                let (content, error) = failing(provider, streams).await;
                assert_eq!((content, error.kind()), expected, "{dialect:?} {streams}");
            }
        }
    }
}

#[tokio::test]
async fn a_web_page_inside_a_stream_is_one_record() {
    for dialect in DIALECTS {
        let (server, provider) = behind(dialect).await;
        let step = Step::answer("Hello world").error_after(Point::Tokens(1), Preset::BadGateway);
        server.set_script(step);
        let (content, error) = failing(&provider, true).await;
        assert_eq!(content, 1, "{dialect:?}");
        assert!(matches!(error.kind(), ErrorKind::Malformed | ErrorKind::Overloaded), "{error:?}");
    }
}

#[tokio::test]
async fn a_refused_parameter_is_named_as_the_caller_knows_it() {
    let effort = ("reasoning_effort", "\"low\"");
    let heat = ("temperature", "0.2");
    for dialect in DIALECTS {
        let known = if dialect == Dialect::Ollama { vec![effort] } else { vec![effort, heat] };
        let (server, provider) = behind(dialect).await;
        for (param, value) in known {
            let step = Step::answer("Hello").with_fault(Fault::rejects(param));
            server.set_script(step.clone());
            let scripted = SharedProvider::new(Scripted::new("s", step));
            for provider in [&provider, &scripted] {
                let value: serde_json::Value = serde_json::from_str(value).expect("JSON");
                let request = ChatRequest::new("m").user("Hi").set(param, &value);
                let (_, error) = failing_of(provider, request, true).await;
                let seen = (error.kind(), error.param(), error.status());
                let expected = (ErrorKind::UnsupportedParameter, Some(param), Some(400));
                assert_eq!(seen, expected, "{dialect:?}");
            }
        }
    }
}
