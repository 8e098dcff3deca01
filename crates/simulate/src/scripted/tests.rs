use std::future::Future;

use futures_util::{FutureExt as _, StreamExt as _};
use osier_core::{ChatRequest, Delivery, ErrorKind, Event};
use osier_http::TokioClock;

use super::*;
use crate::script::{Answer, CutHow, Point, Preset, Status};

const SECOND: Duration = Duration::from_secs(1);

fn context() -> Context {
    Context::builder(TokioClock::shared()).build()
}

fn asking() -> ChatRequest {
    ChatRequest::new("m").user("Hi you")
}

async fn called(step: Step, request: ChatRequest) -> Result<Response, Error> {
    Scripted::new("s", step).call(&context(), request.into()).await
}

async fn events(step: Step) -> (Vec<Event>, Option<Error>) {
    let response = called(step, asking().stream()).await.expect("a response");
    let mut stream = response.into_events();
    let mut events = Vec::new();
    while let Some(item) = stream.next().await {
        match item {
            Ok(event) => events.push(event),
            Err(error) => return (events, Some(error)),
        }
    }
    (events, None)
}

async fn elapsed<T>(future: impl Future<Output = T>) -> (T, Duration) {
    let context = context();
    let value = future.await;
    (value, context.clock().now() - context.started())
}

#[tokio::test(start_paused = true)]
async fn whole_and_streamed_answers_say_the_same() {
    let answer = Answer::text("Hello world").thinking("hm").tool_call("f", r#"{"a":1}"#);
    let whole = called(Step::of(answer.clone()), asking()).await.expect("a response");
    let streamed = called(Step::of(answer), asking().stream()).await.expect("a response");
    let (whole, streamed) = (whole.collect().await, streamed.collect().await);
    let (whole, streamed) = (whole.expect("whole"), streamed.expect("whole"));
    assert_eq!(whole.data(), streamed.data());
    assert_eq!(whole.text().as_deref(), Some("Hello world"));
    assert_eq!(whole.tool_calls()[0].function.arguments, r#"{"a":1}"#);
    assert_eq!(whole.usage().map(|usage| usage.completion), Some(4));
}

#[tokio::test(start_paused = true)]
async fn times_pass_on_the_clock_of_the_context() {
    let step = Step::answer("a b c").headers_after(SECOND).first_token_after(2 * SECOND);
    let step = step.between_tokens(3 * SECOND);
    let (response, took) = elapsed(called(step.clone(), asking())).await;
    assert_eq!((response.is_ok(), took), (true, 9 * SECOND));

    let (response, took) = elapsed(called(step, asking().stream())).await;
    assert_eq!(took, SECOND);
    let mut stream = response.expect("a response").into_events();
    for (content, wait) in [(false, 0), (true, 2), (true, 3), (true, 3), (false, 0)] {
        let (event, took) = elapsed(stream.next()).await;
        let event = event.expect("an event").expect("a good one");
        assert_eq!((event.is_content(), took), (content, wait * SECOND));
    }
}

#[tokio::test(start_paused = true)]
async fn faults_are_the_errors_an_adapter_makes_of_them() {
    use ErrorKind as K;
    let limited = Status::from(Preset::RateLimited);
    let table = [
        (Fault::Status(500.into()), K::Server, Some(500)),
        (Fault::Status(Status::from(502).html()), K::Server, Some(502)),
        (Fault::Status(404.into()), K::ModelNotFound, Some(404)),
        (Fault::Status(Preset::Quota.into()), K::QuotaExceeded, Some(429)),
        (Fault::Status(Preset::SpendLimit.into()), K::QuotaExceeded, Some(429)),
        (Fault::Status(Preset::ContextLength.into()), K::ContextLength, Some(400)),
        (Fault::Status(limited), K::RateLimited, Some(429)),
        (Fault::Reset, K::Server, None),
        (Fault::Close, K::Server, None),
        (Fault::ErrorWith200(Preset::Overloaded), K::Overloaded, None),
        (Fault::Html, K::Malformed, None),
        (Fault::Garbage, K::Malformed, None),
    ];
    for (fault, kind, status) in table {
        for request in [asking(), asking().stream()] {
            let error = called(Step::fault(fault.clone()), request).await.expect_err("fails");
            assert_eq!((error.kind(), error.status()), (kind, status), "{fault:?}");
        }
    }
    let lost = called(Step::fault(Fault::Reset), asking()).await.expect_err("fails");
    assert_eq!(lost.delivery(), Delivery::MaybeSent);
    let param = Step::status(Preset::UnsupportedParameter);
    let param = called(param, asking()).await.expect_err("fails");
    assert_eq!((param.param(), param.code()), (Some("max_tokens"), Some("unsupported_parameter")));
}

#[tokio::test(start_paused = true)]
async fn a_wait_is_the_scripts_else_the_presets_else_none() {
    let limited = || Status::from(Preset::RateLimited);
    let table = [
        (limited(), Some(2730)),
        (limited().retry_after(20 * SECOND), Some(20_000)),
        (limited().retry_after(Duration::from_millis(1500)), Some(1500)),
        (limited().without_hints(), None),
        (Status::from(503), None),
        (Status::from(503).retry_after(SECOND), Some(1000)),
        (Status::from(400).retry_after(SECOND), None),
    ];
    for (status, millis) in table {
        let error = called(Step::status(status.clone()), asking()).await.expect_err("fails");
        assert_eq!(error.retry_after(), millis.map(Duration::from_millis), "{status:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn faults_inside_a_stream_are_its_last_item() {
    let hello = || Step::answer("Hello world");
    let table = [
        (hello().cut_after(Point::Tokens(1)), 2, Some(ErrorKind::Cut)),
        (hello().cut(0, CutHow::Clean), 0, Some(ErrorKind::Cut)),
        (hello().cut(99, CutHow::Reset), 5, None),
        (hello().malformed_after(3), 3, Some(ErrorKind::Malformed)),
        (hello().error_after(2, Preset::Overloaded), 2, Some(ErrorKind::Overloaded)),
        (hello().with_fault(Fault::NoTerminator), 5, None),
    ];
    for (step, count, kind) in table {
        let (events, error) = events(step.clone()).await;
        let seen = (events.len(), error.map(|error| error.kind()));
        assert_eq!(seen, (count, kind), "{step:?}");
    }
    let whole = called(hello().cut_after(0), asking()).await.expect_err("cut");
    assert_eq!(whole.kind(), ErrorKind::Cut);
    let inside = hello().error_after(2, Preset::Overloaded);
    let whole = called(inside, asking()).await.expect_err("fails");
    assert_eq!(whole.status(), Some(503));
}

/// Whether nothing comes of it within a day.
async fn is_silent(future: impl Future) -> bool {
    let context = context();
    let day = context.clock().sleep_until(context.started() + 86_400 * SECOND);
    let first = futures_util::future::select(Box::pin(future), day).await;
    matches!(first, futures_util::future::Either::Right(_))
}

#[tokio::test(start_paused = true)]
async fn silence_is_for_ever_and_pings_may_end() {
    assert!(is_silent(called(Step::fault(Fault::Hang), asking().stream())).await);
    let pings = || Fault::pings(SECOND);
    for fault in [Fault::HeadersThenHang, Fault::Stall { after: 2.into() }, pings()] {
        assert!(is_silent(called(Step::fault(fault), asking())).await);
    }
    let table = [(Fault::HeadersThenHang, 0), (Fault::Stall { after: 2.into() }, 2), (pings(), 0)];
    for (fault, count) in table {
        let step = Step::answer("Hello world").with_fault(fault);
        let response = called(step, asking().stream()).await.expect("a response");
        let mut stream = response.into_events();
        for _ in 0..count {
            assert!(stream.next().await.is_some_and(|event| event.is_ok()));
        }
        assert!(is_silent(stream.next()).await);
    }
    let for_a_while =
        Fault::PingsOnly { after: Point::Tokens(0), every: SECOND, lasting: Some(90 * SECOND) };
    let step = Step::answer("Hello").with_fault(for_a_while);
    let ((events, error), took) = elapsed(events(step.clone())).await;
    assert_eq!((events.len(), error.is_none(), took), (4, true, 90 * SECOND));
    let (whole, took) = elapsed(called(step, asking())).await;
    assert_eq!((whole.is_ok(), took), (true, 90 * SECOND));
}

#[tokio::test(start_paused = true)]
async fn calls_are_remembered_and_so_is_how_they_ended() {
    let script = Script::of(Step::fault(Fault::Hang)).then(Step::answer("Hello world"));
    let provider = Scripted::new("s", script);
    let context = context();
    let call = |request: ChatRequest| provider.call(&context, request.into());

    let mut hanging = call(asking());
    assert!((&mut hanging).now_or_never().is_none());
    assert_eq!(provider.in_flight(), 1);
    drop(hanging);
    assert_eq!((provider.in_flight(), provider.cancelled()), (0, 1));

    let mut left = call(asking().stream()).await.expect("a response").into_events();
    left.next().await;
    assert_eq!(provider.in_flight(), 1);
    drop(left);
    call(asking().stream()).await.expect("a response").collect().await.expect("whole");
    call(asking()).await.expect("a response");
    assert_eq!((provider.in_flight(), provider.abandoned(), provider.cancelled()), (0, 1, 1));

    provider.set_script(Step::status(500));
    call(asking().set("seed", &7)).await.expect_err("fails");
    assert_eq!(provider.count(), 5);
    let last = provider.calls().pop().expect("a call");
    assert_eq!(last.get("seed").map(|seed| &seed[..]), Some(&b"7"[..]));
    assert!(!format!("{provider:?}").contains("Hi you"));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_taken_is_refused_and_the_rest_answered() {
    let slow = |fault| Step::answer("Hello").with_fault(fault).headers_after(SECOND);
    let seeded = || asking().set("seed", &7);
    let (refused, took) = elapsed(called(slow(Fault::rejects("seed")), seeded())).await;
    let error = refused.expect_err("refused");
    assert_eq!((error.kind(), error.param()), (ErrorKind::UnsupportedParameter, Some("seed")));
    assert_eq!((error.code(), took), (Some("unsupported_parameter"), SECOND));
    let hot = asking().set("temperature", &0.2);
    let error = called(slow(Fault::rejects("temperature")), hot).await.expect_err("refused");
    assert_eq!((error.code(), error.param()), (Some("unsupported_value"), Some("temperature")));
    let begun = asking().assistant("Hel");
    let error = called(slow(Fault::RejectsPrefill), begun).await.expect_err("refused");
    assert_eq!((error.kind(), error.status()), (ErrorKind::InvalidRequest, Some(400)));
    let error = called(slow(Fault::ContextLimit { tokens: 4 }), asking()).await;
    assert_eq!(error.expect_err("refused").kind(), ErrorKind::ContextLength);
    for fault in
        [Fault::rejects("top_k"), Fault::RejectsPrefill, Fault::ContextLimit { tokens: 400 }]
    {
        let answer = called(slow(fault.clone()), seeded().stream()).await.expect("a response");
        assert_eq!(answer.text().await.expect("whole"), "Hello", "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_gone_on_with() {
    let step = Step::of(Answer::text("Hello world").continues());
    for begun in [asking().assistant("Hello w"), asking().assistant("Hello w").stream()] {
        let answer = called(step.clone(), begun).await.expect("a response");
        assert_eq!(answer.text().await.expect("whole"), "orld");
    }
}

#[tokio::test(start_paused = true)]
async fn a_probe_succeeds_unless_the_script_says_otherwise() {
    let provider = Scripted::new("s", Step::status(500));
    assert!(provider.probe(&context()).await.is_ok());
    provider.set_script(Script::echo().probes(Fault::Status(503.into())));
    let error = provider.probe(&context()).await.expect_err("fails");
    assert_eq!((error.kind(), provider.count()), (ErrorKind::Overloaded, 0));
}
