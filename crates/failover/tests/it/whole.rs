//! Answers that are asked for whole and streamed by the provider: they commit when they are whole.

use futures_util::stream;
use osier_core::{Body, Completion, ErrorKind, Event, Provider, Response};
use osier_failover::{Failover, Target};
use osier_simulate::{Fault, Preset, Script, Scripted, Step};

use crate::provider::{Once, Streaming};
use crate::scene::{Scene, request, secs};

/// A route over a provider that streams whatever is asked, and one that answers well.
fn route(step: Step) -> (Failover, Scripted) {
    let first = Scripted::new("a", Script::of(step));
    let second = Scripted::new("b", Script::of(Step::answer("from b")));
    let route = Failover::new("route")
        .target(Target::new("a", Streaming(first)))
        .target(Target::new("b", second.clone()));
    (route, second)
}

#[tokio::test(start_paused = true)]
async fn an_answer_asked_for_whole_is_given_whole() {
    let (route, second) = route(Step::answer("one two three"));
    let scene = Scene::of([]);
    let response = route.call(&scene.context().build(), request(false)).await.expect("an answer");
    assert!(matches!(response.body, Body::Complete(_)));
    assert_eq!(response.text().await.expect("text"), "one two three");
    assert_eq!((second.count(), scene.heard.lines()), (0, lines(&["1: a", "a ends success"])));
}

#[tokio::test(start_paused = true)]
async fn a_failure_half_way_is_failed_over_because_nobody_saw_the_first_half() {
    let table = [
        (Step::answer("one two three").cut_after(3), ErrorKind::Cut),
        (Step::answer("one two three").malformed_after(3), ErrorKind::Malformed),
        (Step::answer("one two three").error_after(3, Preset::ServerError), ErrorKind::Server),
        (Step::answer("one two three").stall_after(3), ErrorKind::Timeout),
    ];
    for (step, kind) in table {
        let (route, _) = route(step);
        let context = Scene::of([]).context().timeout(secs(60)).build();
        let response = route.call(&context, request(false)).await.expect("an answer");
        assert_eq!(response.head.target.as_deref(), Some("b"), "{kind:?}");
        assert_eq!(response.head.attempts[0].kind, kind);
        assert_eq!(response.text().await.expect("text"), "from b");
    }
}

#[tokio::test(start_paused = true)]
async fn when_no_target_finishes_the_error_has_every_attempt() {
    let broken = || Scripted::new("x", Script::of(Step::answer("one two").cut_after(2)));
    let route = Failover::new("route")
        .target(Target::new("a", Streaming(broken())))
        .target(Target::new("b", Streaming(broken())));
    let context = Scene::of([]).context().build();
    let error = route.call(&context, request(false)).await.expect_err("both are cut");
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Cut, 2));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_given_in_the_shape_that_was_asked_for_is_failed_over() {
    let event = r#"{"choices":[{"index":0,"delta":{"content":7},"finish_reason":"stop"}]}"#;
    let body = event.replace("delta", "message");
    let streamed = Response::stream(stream::iter([Event::parse(event)]));
    let whole = Response::complete(Completion::parse(body).expect("it skims"));
    for (asked_stream, odd) in [(false, streamed), (true, whole)] {
        let second = Scripted::new("b", Script::of(Step::answer("from b")));
        let route = Failover::new("route")
            .target(Target::new("a", Once::answers(odd)))
            .target(Target::new("b", second));
        let context = Scene::of([]).context().build();
        let response = route.call(&context, request(asked_stream)).await.expect("an answer");
        assert_eq!(response.head.attempts[0].kind, ErrorKind::Malformed);
        assert_eq!(response.text().await.expect("text"), "from b");
    }
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_leaves_half_way_cancels_it() {
    let (route, second) = route(Step::fault(Fault::Hang));
    let scene = Scene::of([]);
    let context = scene.context().build();
    let waited = tokio::time::timeout(secs(1), route.call(&context, request(false))).await;
    assert!(waited.is_err(), "the caller left");
    assert_eq!((second.count(), scene.heard.lines()), (0, lines(&["1: a", "a ends neutral"])));
}

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().copied().map(str::to_owned).collect()
}
