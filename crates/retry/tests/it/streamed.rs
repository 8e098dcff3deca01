//! Streams: before the first content they are tried again, after it they are the caller's.

use futures_util::StreamExt;
use osier_core::{ChunkWriter, Error, ErrorKind, Event, FinishReason, SharedProvider};
use osier_retry::{Retry, RetrySettings};
use osier_simulate::{Point, Preset, Step};

use crate::provider::Streams;
use crate::scene::{Scene, ms, now, request, secs, slowest, told};

#[tokio::test(start_paused = true)]
async fn a_stream_that_fails_before_its_first_content_is_tried_again() {
    let hello = || Step::answer("Hello there");
    let steps = [
        hello().error_after(Point::Events(0), Preset::ServerError),
        hello().error_after(Point::Events(1), Preset::ServerError),
        hello().cut_after(Point::Events(0)),
        hello().cut_after(Point::Events(1)),
        hello().malformed_after(Point::Events(1)),
    ];
    for step in steps {
        let scene = Scene::of([step.clone(), hello()]);
        let response = scene.call(true).await.expect("an answer");
        assert_eq!(response.head.attempts.len(), 1, "{step:?}");
        assert_eq!(response.text().await.expect("text"), "Hello there");
        assert_eq!((scene.inner.count(), scene.inner.abandoned()), (2, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn after_the_first_content_a_failure_is_the_callers_and_pays_nothing() {
    let scene = Scene::of([Step::answer("one two three").cut_after(2), Step::answer("again")]);
    assert!(scene.budget.try_withdraw_at(1, now()));
    let events: Vec<_> = scene.call(true).await.expect("a start").into_events().collect().await;
    let (last, before) = events.split_last().expect("events");
    assert_eq!(last.as_ref().expect_err("cut").kind(), ErrorKind::Cut);
    assert!(before.iter().any(|event| event.as_ref().is_ok_and(Event::is_content)));
    assert_eq!((scene.inner.count(), scene.spent()), (1, 1000));
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_passed_on_at_its_first_content_and_pays_at_its_end() {
    let step = Step::answer("one two three").first_token_after(secs(2)).between_tokens(secs(1));
    let scene = Scene::of([step]);
    assert!(scene.budget.try_withdraw_at(1, now()));
    let start = now();
    let mut events = scene.call(true).await.expect("a start").into_events();
    assert_eq!(now() - start, secs(2), "not before there is something to show");
    let mut text = String::new();
    while let Some(event) = events.next().await {
        assert_eq!(scene.spent(), 1000, "it is not over yet");
        text.extend(event.expect("an event").text());
    }
    assert_eq!((text.as_str(), now() - start), ("one two three", secs(4)));
    assert_eq!(scene.spent(), 900);
    drop(events);
    assert_eq!(scene.spent(), 900, "once");
}

#[tokio::test(start_paused = true)]
async fn a_whole_answer_pays_at_once() {
    let scene = Scene::of([Step::answer("Hello")]);
    assert!(scene.budget.try_withdraw_at(1, now()));
    drop(scene.call(false).await.expect("an answer"));
    assert_eq!(scene.spent(), 900);
}

#[tokio::test(start_paused = true)]
async fn the_last_attempt_is_not_looked_into() {
    let slow = Step::answer("late").first_token_after(secs(9));
    let once = Retry::new(RetrySettings::default().max_attempts(1).build().expect("valid"));
    for (scene, took) in
        [(Scene::with(once, [slow.clone()]), secs(0)), (Scene::of([slow]), secs(9))]
    {
        let start = now();
        let response = scene.call(true).await.expect("a start");
        assert_eq!(now() - start, took);
        assert_eq!(response.text().await.expect("text"), "late");
    }
    let scene = Scene::of([Step::answer("late").first_token_after(secs(9))]);
    let context = scene.context_of(|context| context.max_attempts(1));
    let start = now();
    let response = scene.provider.call(&context, request(true)).await.expect("a start");
    assert_eq!(now() - start, ms(0), "no attempt is left for another");
    drop(response);
}

/// The items of a stream that passed through the layer.
async fn passed(inner: Streams) -> Vec<Result<Event, Error>> {
    let provider = SharedProvider::new(inner).layered(&slowest());
    let response = provider.call(&Scene::of([]).context(), request(true)).await.expect("a start");
    response.into_events().collect().await
}

fn chunks() -> ChunkWriter {
    ChunkWriter::new("id", 0, "m")
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_ends_without_content_is_passed_on_and_not_asked_again_after_its_end() {
    for count in [0, 1, 3, 255, 256, 257, 1000] {
        let events = std::iter::repeat_with(|| Ok(chunks().role())).take(count);
        assert_eq!(passed(Streams::all(events)).await.len(), count);
    }
}

#[tokio::test(start_paused = true)]
async fn a_finish_without_content_is_an_answer_too() {
    let finish = chunks().finish(FinishReason::Stop);
    let events = [Ok(chunks().role()), Ok(finish), Err(Error::new(ErrorKind::Server))];
    let passed = passed(Streams::all(events)).await;
    assert_eq!(passed.iter().filter(|item| item.is_ok()).count(), 2);
    assert_eq!(
        passed.last().and_then(|item| item.as_ref().err()).map(Error::kind),
        Some(ErrorKind::Server)
    );
}

#[tokio::test(start_paused = true)]
async fn a_prelude_without_end_is_passed_on_before_it_fills_the_memory() {
    let large = format!(r#"{{"choices":[],"padding":"{}"}}"#, "x".repeat(100 * 1024));
    let large = Event::parse(large).expect("an event");
    assert!(!large.is_content());
    let endless = [
        Streams::and_then_hangs(vec![chunks().role(); 256]),
        Streams::and_then_hangs(vec![large; 3]),
    ];
    for inner in endless {
        let provider = SharedProvider::new(inner).layered(&slowest());
        let context = Scene::of([]).context();
        let call = provider.call(&context, request(true));
        let response = tokio::time::timeout(secs(1), call).await.expect("soon").expect("a start");
        drop(response);
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_whose_every_attempt_fails_ends_in_one_error_with_all_of_them() {
    let scene = Scene::of([
        Step::answer("Hello").error_after(Point::Events(0), Preset::ServerError),
        Step::status(500),
    ]);
    let error = scene.call(true).await.expect_err("all failed");
    assert_eq!(told(error.attempts()), [("t", ErrorKind::Server); 3]);
}
