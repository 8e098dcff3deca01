//! Every attempt is told of, wherever it was made and whenever it failed.

use futures_util::StreamExt;
use osier_core::{Attempt, Clock, Error, ErrorKind, Provider, Readiness, Response};
use osier_failover::{Failover, Target};
use osier_http::TokioClock;
use osier_simulate::{Script, Scripted, Step};

use crate::provider::Waits;
use crate::scene::{Scene, request, secs};

fn told(attempts: &[Attempt]) -> Vec<(&str, ErrorKind)> {
    attempts.iter().map(|line| (&*line.target, line.kind)).collect()
}

async fn last(response: Response) -> Error {
    let mut items: Vec<_> = response.into_events().collect().await;
    items.pop().expect("items").expect_err("an error")
}

fn scripted(name: &'static str, step: Step) -> Target {
    Target::new(name, Scripted::new(name, Script::of(step)))
}

/// A route of `inner`, then of `outer`, which is a route itself.
fn nested(first: Step, inner: [Step; 2]) -> Failover {
    let [x, y] = inner;
    let group = Failover::new("group").target(scripted("x", x)).target(scripted("y", y));
    Failover::new("route").target(scripted("a", first)).target(Target::new("group", group))
}

#[tokio::test(start_paused = true)]
async fn an_error_after_content_carries_what_was_tried_and_its_own_attempt() {
    let cut = Step::answer("one two three four").cut_after(4).between_tokens(secs(2));
    let scene = Scene::of([Step::status(503), cut]);
    let response = scene.call(true).await.expect("an answer that begins well");
    assert_eq!(told(&response.head.attempts), [("a", ErrorKind::Overloaded)]);
    let error = last(response).await;
    assert_eq!(error.kind(), ErrorKind::Cut);
    assert_eq!(told(error.attempts()), [("a", ErrorKind::Overloaded), ("b", ErrorKind::Cut)]);
    assert!(error.attempts()[1].took >= secs(2), "{:?}", error.attempts());
    let heard = scene.heard.lines();
    assert_eq!(heard.last().map(String::as_str), Some("b ends failure"));
    assert_eq!(heard.iter().filter(|line| line.starts_with("b ends")).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_route_inside_a_route_names_the_target_that_answers_and_all_attempts() {
    for stream in [false, true] {
        let route = nested(Step::status(500), [Step::status(503), Step::answer("from y")]);
        let context = Scene::of([]).context().build();
        let response = route.call(&context, request(stream)).await.expect("an answer");
        assert_eq!(response.head.target.as_deref(), Some("y"));
        let expected = [("a", ErrorKind::Server), ("x", ErrorKind::Overloaded)];
        assert_eq!(told(&response.head.attempts), expected);
        assert_eq!(response.text().await.expect("text"), "from y");
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_out_of_a_route_inside_a_route_keeps_the_inner_attempts() {
    let expected = |last| [("a", ErrorKind::Server), ("x", ErrorKind::Overloaded), ("y", last)];
    let context = || Scene::of([]).context().build();

    let fails = nested(Step::status(500), [Step::status(503), Step::status(500)]);
    let error = fails.call(&context(), request(true)).await.expect_err("all failed");
    assert_eq!(told(error.attempts()), expected(ErrorKind::Server));

    let cut = nested(Step::status(500), [Step::status(503), Step::answer("one two").cut_after(2)]);
    let error = last(cut.call(&context(), request(true)).await.expect("it begins well")).await;
    assert_eq!(told(error.attempts()), expected(ErrorKind::Cut));
}

#[tokio::test(start_paused = true)]
async fn a_route_inside_a_route_without_an_attempt_left_does_not_hide_what_failed() {
    let route = nested(Step::status(500), [Step::answer("x"), Step::answer("y")]);
    let context = Scene::of([]).context().max_attempts(2).build();
    let error = route.call(&context, request(false)).await.expect_err("no attempt left");
    assert_eq!(error.kind(), ErrorKind::Server);
    let expected = [("a", ErrorKind::Server), ("group", ErrorKind::AttemptsExhausted)];
    assert_eq!(told(error.attempts()), expected);
}

#[tokio::test(start_paused = true)]
async fn a_route_is_as_ready_as_its_readiest_target() {
    use Readiness::{NotBefore, Ready, Unavailable};
    let table: [(&[Readiness], Readiness); 5] = [
        (&[Unavailable, NotBefore(secs(5)), Ready], Ready),
        (&[NotBefore(secs(9)), Unavailable, NotBefore(secs(5))], NotBefore(secs(5))),
        (&[NotBefore(secs(9))], NotBefore(secs(9))),
        (&[Unavailable, Unavailable], Unavailable),
        (&[], Unavailable),
    ];
    for (targets, expected) in table {
        let route = targets.iter().fold(Failover::new("route"), |route, readiness| {
            route.target(Target::new("t", Waits(*readiness)))
        });
        assert_eq!(route.readiness(TokioClock.now()), expected, "{targets:?}");
    }
}
