//! Requests that are let through although the breaker is open.

use super::*;

/// A breaker that is open, around a target that does this, and a request that insists on it.
async fn insisting_on(step: Step) -> Scene {
    let mut scene = scene(Step::status(500), Settings::consecutive(1));
    scene.run(false).await;
    assert_eq!(scene.breaker.state(), State::Open);
    scene.play(step);
    scene.context = scene.context.insisting();
    scene
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_dies_before_its_content_says_nothing_good_of_its_target() {
    let cut = |point| Step::answer("one two three").cut(Point::Tokens(point), CutHow::Abort);
    for (tokens, expected) in [(0, State::Open), (1, State::HalfOpen)] {
        let scene = insisting_on(cut(tokens)).await;
        let response = scene.call(true).await.expect("a head");
        assert_eq!(scene.breaker.state(), State::Open, "a head is no answer");
        response.text().await.expect_err("cut");
        assert_eq!(scene.breaker.state(), expected, "after {tokens} tokens");
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_insists_says_that_its_target_answers_once_there_is_content() {
    for stream in [false, true] {
        let scene = insisting_on(Step::answer("one two")).await;
        scene.run(stream).await;
        assert_eq!(scene.breaker.state(), State::HalfOpen, "streamed: {stream}");
        let told = scene.moves.0.lock().unwrap().clone();
        assert_eq!(told[1..], ["a: open -> half_open (health_check)"], "once");
    }
}

#[tokio::test(start_paused = true)]
async fn the_end_of_an_answer_that_began_before_the_last_failure_is_no_news() {
    let mut scene = insisting_on(Step::answer("one two").between_tokens(secs(1))).await;
    let mut events = scene.call(true).await.unwrap().into_events();
    while scene.breaker.state() == State::Open {
        events.next().await.expect("content").unwrap();
    }
    scene.context = Context::builder(TokioClock::shared()).build();
    scene.play(Step::status(500));
    scene.run(false).await;
    assert_eq!(scene.breaker.state(), State::Open);
    events.for_each(|_| std::future::ready(())).await;
    assert_eq!(scene.breaker.state(), State::Open);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_insists_and_fails_or_is_dropped_says_nothing_new() {
    let slow = Step::answer("one two").first_token_after(secs(1));
    for step in [Step::status(500), Step::status(Preset::RateLimited), slow] {
        let scene = insisting_on(step).await;
        let readiness = scene.provider.readiness(now());
        drop(scene.call(true).await);
        assert_eq!(
            (scene.breaker.state(), scene.provider.readiness(now())),
            (State::Open, readiness)
        );
    }
}
