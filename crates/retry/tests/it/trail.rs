//! Every attempt is told of, once.

use osier_core::{Error, ErrorKind, Provider, SharedProvider};
use osier_failover::{Failover, Target};
use osier_retry::Retry;
use osier_simulate::{Scripted, Step};

use crate::scene::{Scene, ms, request, script, secs, slowest, throttled, told};

#[tokio::test(start_paused = true)]
async fn a_single_attempt_leaves_its_error_as_it_was() {
    let once = Retry::new(osier_retry::composite([osier_retry::RetryPolicy::timeout()]));
    let scene = Scene::with(once, [Step::status(500)]);
    let error = scene.call(false).await.expect_err("it failed");
    assert_eq!(told(error.attempts()), []);
}

#[tokio::test(start_paused = true)]
async fn each_line_says_when_its_attempt_began_and_how_long_it_took() {
    let slow = Step::status(500).headers_after(secs(1));
    let scene = Scene::of([slow, throttled(secs(3)), Step::answer("Hello")]);
    let response = scene.call(false).await.expect("an answer");
    let lines = &response.head.attempts;
    assert_eq!(told(lines), [("t", ErrorKind::Server), ("t", ErrorKind::RateLimited)]);
    assert_eq!((lines[0].started, lines[0].took), (secs(0), secs(1)));
    assert_eq!((lines[1].started, lines[1].took), (ms(1275), secs(0)));
    assert_eq!(lines[0].status, Some(500));
}

/// A target of these steps under retry.
fn retried(name: &'static str, steps: impl IntoIterator<Item = Step>) -> Target {
    let inner = SharedProvider::new(Scripted::new(name, script(steps)));
    Target::shared(name, inner.layered(&slowest()))
}

#[tokio::test(start_paused = true)]
async fn failover_tells_of_every_attempt_of_every_target_once() {
    let context = || Scene::of([]).context();
    for stream in [false, true] {
        let route = Failover::new("route")
            .target(retried("a", [Step::status(500)]))
            .target(retried("b", [Step::status(502), Step::answer("from b")]));
        let response = route.call(&context(), request(stream)).await.expect("an answer");
        let expected = [("a", ErrorKind::Server); 3].into_iter().chain([("b", ErrorKind::Server)]);
        assert_eq!(told(&response.head.attempts), expected.collect::<Vec<_>>());
        assert_eq!(response.head.target.as_deref(), Some("b"));
    }
    let down = Failover::new("route")
        .target(retried("a", [Step::status(500)]))
        .target(retried("b", [Step::status(400)]));
    let error = down.call(&context(), request(false)).await.expect_err("all failed");
    let kinds: Vec<_> = told(error.attempts()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(kinds, ["a", "a", "a", "b"]);
}

#[tokio::test(start_paused = true)]
async fn an_error_after_content_follows_what_was_retried_before_it() {
    let route = Failover::new("route")
        .target(retried("a", [Step::status(500), Step::answer("one two three").cut_after(2)]));
    let response = route.call(&Scene::of([]).context(), request(true)).await.expect("a start");
    let error: Error = response.collect().await.expect_err("cut");
    assert_eq!(told(error.attempts()), [("a", ErrorKind::Server), ("a", ErrorKind::Cut)]);
}

#[tokio::test(start_paused = true)]
async fn a_route_under_retry_brings_its_own_attempts_in_place_of_one_line() {
    let step = |name, steps: Vec<Step>| Target::new(name, Scripted::new(name, script(steps)));
    let group = Failover::new("group")
        .target(step("x", vec![Step::status(500)]))
        .target(step("y", vec![Step::status(500), Step::answer("from y")]));
    let provider = SharedProvider::new(group).layered(&slowest());
    let context = Scene::of([]).context();
    let response = provider.call(&context, request(false)).await.expect("an answer");
    let names: Vec<_> = response.head.attempts.iter().map(|line| &*line.target).collect();
    assert_eq!(names, ["x", "y", "x"]);
}

#[tokio::test(start_paused = true)]
async fn a_route_inside_without_an_attempt_left_does_not_hide_what_failed() {
    let inner = Scripted::new("x", script([Step::status(500)]));
    let group = Failover::new("group").target(Target::new("x", inner.clone()));
    let provider = SharedProvider::new(group).layered(&slowest());
    // One for the visit, one for the route's own target, one for the repeat.
    let context = Scene::of([]).context_of(|context| context.max_attempts(3));
    let error = provider.call(&context, request(false)).await.expect_err("it failed");
    assert_eq!((error.kind(), error.status(), inner.count()), (ErrorKind::Server, Some(500), 1));
    assert_eq!(told(error.attempts()), [("x", ErrorKind::Server)]);
}
