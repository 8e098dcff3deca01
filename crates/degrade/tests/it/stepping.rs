//! A request that its level cannot answer.

use osier_core::{Clock, Context, ErrorKind, Request, SharedProvider};
use osier_degrade::{Degrade, Edits, Ladder, Level};
use osier_http::TokioClock;
use osier_simulate::{Fault, Preset, Scripted, Step};

use crate::scene::{Scene, down, hi, says, secs, told};

#[tokio::test(start_paused = true)]
async fn while_all_is_well_the_first_level_answers_and_nobody_else_is_asked() {
    let scene = Scene::of(["large", "small", "tiny"].map(says));
    for request in [hi(), hi().stream()] {
        assert_eq!(scene.told(request).await, "large (full, normal)");
    }
    assert_eq!(scene.counts(), [2, 0, 0]);
    assert!(scene.heard.take().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_failure_steps_down_until_somebody_answers() {
    let (up, bad) = (says, down);
    let table = [
        ([bad(), up("small"), up("tiny")], "small (reduced, overloaded)"),
        ([bad(), bad(), up("tiny")], "tiny (minimal, overloaded)"),
        ([bad(), bad(), bad()], "overloaded: large small tiny"),
    ];
    for (steps, expected) in table {
        let scene = Scene::of(steps);
        assert_eq!(scene.told(hi()).await, expected);
        assert_eq!(scene.told(hi().stream()).await, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn which_failures_step_down_and_which_are_the_answer() {
    let steps = |preset: Preset| {
        let scene = Scene::of([Step::status(preset), says("small"), says("tiny")]);
        async move { (scene.told(hi()).await, preset) }
    };
    for (preset, reason) in [
        (Preset::ServerError, "server"),
        (Preset::Overloaded, "overloaded"),
        (Preset::RateLimited, "rate_limited"),
        (Preset::Quota, "quota_exceeded"),
        (Preset::Auth, "auth"),
        (Preset::ModelNotFound, "model_not_found"),
        (Preset::ContextLength, "context_length"),
        (Preset::UnsupportedValue, "unsupported_parameter"),
    ] {
        let expected = format!("small (reduced, {reason})");
        assert_eq!(steps(preset).await, (expected, preset));
    }
    for (preset, kind) in [
        (Preset::InvalidRequest, "invalid_request: large"),
        (Preset::ContentFilter, "content_policy: large"),
    ] {
        assert_eq!(steps(preset).await, (kind.to_owned(), preset));
    }
}

#[tokio::test(start_paused = true)]
async fn each_step_is_told() {
    let scene = Scene::of([down(), Step::fault(Fault::Reset), says("tiny")]);
    scene.told(hi()).await;
    let expected =
        ["req-1 on chat: full -> reduced, overloaded", "req-1 on chat: reduced -> minimal, server"];
    assert_eq!(scene.heard.take(), expected);
}

#[tokio::test(start_paused = true)]
async fn a_silent_level_is_left_while_the_others_still_have_time() {
    let hangs = || Step::fault(Fault::Hang);
    let (stream, whole) = (true, false);
    for (timeout, stream, tiny, waited) in [
        (600, stream, false, 30),
        (600, stream, true, 60),
        (20, stream, false, 15),
        (20, stream, true, 18),
        (600, whole, false, 450),
        (80, whole, false, 60),
    ] {
        let small = if tiny { hangs() } else { says("small") };
        let scene = Scene::of([hangs(), small, says("tiny")]);
        let context = scene.context().timeout(secs(timeout)).build();
        let request = if stream { hi().stream() } else { hi() };
        let answer = scene.route.call(&context, request.into()).await;
        let expected = if tiny { "tiny (minimal, timeout)" } else { "small (reduced, timeout)" };
        assert_eq!(told(answer).await, expected);
        let took = TokioClock.now() - context.started();
        assert_eq!(took.as_secs(), waited, "{timeout} s, streamed: {stream}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_budget_of_attempts_is_enough_for_all_levels() {
    for (attempts, asked) in [(1, [1, 0, 0]), (2, [1, 1, 0]), (3, [1, 1, 1])] {
        let scene = Scene::of([down(), down(), down()]);
        let context = scene.context().max_attempts(attempts).build();
        let error = scene.route.call(&context, hi().into()).await.expect_err("all are down");
        assert_eq!(error.kind(), ErrorKind::Overloaded);
        assert_eq!(scene.counts(), asked, "{attempts} attempts");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_has_failed_is_not_asked_again_unless_for_less() {
    let tools = r#"{"model":"chat","messages":[{"role":"user","content":"Hi"}],"max_tokens":4000,
        "tools":[{"type":"function","function":{"name":"f"}}]}"#;
    let plain = r#"{"model":"chat","messages":[{"role":"user","content":"Hi"}],"max_tokens":4000}"#;
    for (request, preset, asked) in [
        (plain, Preset::Overloaded, 1),
        (tools, Preset::Overloaded, 2),
        (plain, Preset::ContextLength, 3),
    ] {
        let model = Scripted::new("one", Step::status(preset));
        let degrade = Degrade::try_new("chat", Ladder::presets()).expect("valid");
        let route = SharedProvider::new(model.clone()).layered(&degrade);
        let context = Context::builder(TokioClock::shared()).timeout(secs(60)).build();
        let request = Request::parse(request).expect("valid");
        route.call(&context, request).await.expect_err("it is down");
        assert_eq!(model.count(), asked, "{preset:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_asks_for_patience_is_not_asked_the_same_by_the_next_level() {
    let model = Scripted::new("one", Step::status(Preset::RateLimited));
    let degrade = Degrade::try_new("chat", Ladder::presets().offline("Nobody.")).expect("valid");
    let route = SharedProvider::new(model.clone()).layered(&degrade);
    let context = Context::builder(TokioClock::shared()).build();
    let answer = route.call(&context, hi().into()).await;
    assert_eq!(told(answer).await, "Nobody. (offline, rate_limited)");
    assert_eq!(model.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn two_levels_that_ask_the_same_ask_it_once_unless_for_other_models() {
    // The level below asks whom the level above asks, unless it says otherwise.
    let models = |edits: Option<&str>| {
        let edits = edits.map(|model| Edits::none().model(model));
        (edits.unwrap_or_else(Edits::none), Scripted::new("small", down()))
    };
    for (other, asked) in [(None, 1), (Some("tiny"), 2)] {
        let (edits, small) = models(other);
        let shared = SharedProvider::new(small.clone());
        let ladder = Ladder::full()
            .edits(Level::Reduced, Edits::none())
            .edits(Level::Minimal, edits)
            .provider(Level::Reduced, shared);
        let degrade = Degrade::try_new("chat", ladder).expect("valid");
        let large = Scripted::new("large", down());
        let route = SharedProvider::new(large.clone()).layered(&degrade);
        let context = Context::builder(TokioClock::shared()).build();
        route.call(&context, hi().into()).await.expect_err("all are down");
        assert_eq!((large.count(), small.count()), (1, asked), "{other:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_leaves_takes_the_call_along_and_blames_nobody() {
    let scene = Scene::of([Step::fault(Fault::Hang), says("small"), says("tiny")]);
    for _ in 0..100 {
        let call = scene.ask(hi().stream());
        tokio::time::timeout(secs(1), call).await.expect_err("it hangs");
    }
    assert_eq!(scene.large.far_end.in_flight(), 0);
    assert_eq!(scene.counts(), [100, 0, 0]);
    assert_eq!(scene.degrade.standing().level, Level::Full);
}
