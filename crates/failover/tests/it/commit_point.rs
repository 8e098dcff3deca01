//! After the first content an answer is passed through, whatever becomes of it.

use futures_util::{StreamExt, stream};
use osier_core::{ErrorKind, Event, Provider, Response};
use osier_failover::{Failover, Target};
use osier_simulate::{Fault, Preset, Step};

use crate::provider::Once;
use crate::scene::{Scene, request, secs};

#[tokio::test(start_paused = true)]
async fn a_failure_after_content_is_the_last_item_and_no_other_target_is_asked() {
    let table = [
        (Step::answer("one two three").cut_after(3), ErrorKind::Cut),
        (Step::answer("one two three").malformed_after(3), ErrorKind::Malformed),
        (Step::answer("one two three").error_after(3, Preset::ServerError), ErrorKind::Server),
    ];
    for (step, kind) in table {
        let scene = Scene::of([step, Step::answer("b")]);
        let response = scene.call(true).await.expect("an answer that begins well");
        let items: Vec<_> = response.into_events().collect().await;
        let (last, before) = items.split_last().expect("items");
        assert_eq!(last.as_ref().expect_err("an error").kind(), kind);
        assert!(before.iter().any(|item| item.as_ref().is_ok_and(Event::is_content)));
        assert!(before.iter().all(|item| item.as_ref().is_ok_and(|e| e.finish_reason().is_none())));
        assert_eq!(scene.counts(), [1, 0], "{kind:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_shown_before_the_first_content() {
    let step = Step::answer("late").first_token_after(secs(20));
    let scene = Scene::of([step]);
    let context = scene.context().build();
    let response = scene.route.call(&context, request(true)).await.expect("an answer");
    assert_eq!(context.deadline().remaining(context.clock().now()), secs(600 - 20));
    assert_eq!(response.text().await.expect("text"), "late");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_only_a_tool_call_commits_too() {
    let call = osier_simulate::Answer::default().tool_call("f", "{}");
    let scene = Scene::of([Step::of(call), Step::answer("b")]);
    let whole = scene.call(true).await.expect("an answer").collect().await.expect("whole");
    assert_eq!(whole.tool_calls()[0].function.name, "f");
    assert_eq!(scene.counts(), [1, 0]);
}

#[tokio::test(start_paused = true)]
async fn after_the_commit_point_the_answer_may_use_the_whole_deadline() {
    let slow = Step::answer("one two three four five").between_tokens(secs(14));
    let scene = Scene::of([slow, Step::answer("b")]);
    let context = scene.context().timeout(secs(60)).build();
    let response = scene.route.call(&context, request(true)).await.expect("an answer");
    assert_eq!(response.text().await.expect("text"), "one two three four five");
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_leaves_cancels_the_target_and_blames_nobody() {
    let scene = Scene::of([Step::answer("one two three").stall_after(3), Step::answer("b")]);
    let mut events = scene.call(true).await.expect("an answer").into_events();
    events.next().await.expect("an item").expect("an event");
    drop(events);
    assert_eq!(scene.targets[0].abandoned(), 1);
    assert_eq!(scene.heard.lines(), ["1: a", "a ends neutral"]);

    let silent = Scene::of([Step::fault(Fault::Hang)]);
    let waited = tokio::time::timeout(secs(1), silent.call(false)).await;
    assert!(waited.is_err(), "the caller left");
    assert_eq!(silent.targets[0].cancelled(), 1);
    assert_eq!(silent.heard.lines(), ["1: a", "a ends neutral"]);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_nobody_else_ends_is_over_at_the_deadline() {
    let delta = Event::parse(r#"{"choices":[{"delta":{"content":"x"}}]}"#);
    let events = stream::iter([delta]).chain(stream::pending());
    let silent = Target::new("silent", Once::answers(Response::stream(events)));
    let context = Scene::of([]).context().timeout(secs(60)).build();
    let route = Failover::new("route").target(silent);
    let mut body = route.call(&context, request(true)).await.expect("it begins").into_events();
    body.next().await.expect("an item").expect("content");
    let error = body.next().await.expect("an item").expect_err("the deadline");
    assert_eq!(error.kind(), ErrorKind::DeadlineExceeded);
    assert_eq!((error.attempts().len(), context.remaining()), (1, secs(0)));
    assert!(body.next().await.is_none());
}
