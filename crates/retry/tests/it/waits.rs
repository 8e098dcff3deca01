//! When the same target is tried again, and when it is left at once.

use std::sync::Arc;

use osier_core::{Context, Error, ErrorKind, Provider, Stack};
use osier_http::TokioClock;
use osier_retry::{Decision, Policy, Retry, RetryPolicy, RetrySettings, Situation};
use osier_simulate::{Fault, Preset, Status, Step};

use crate::provider::{Fails, shared};
use crate::scene::{Scene, ms, now, request, secs, slowest, throttled};

#[tokio::test(start_paused = true)]
async fn a_target_that_fails_once_answers_after_one_quick_retry() {
    let steps = [
        Step::status(500),
        Step::status(502),
        Step::fault(Fault::Reset),
        Step::fault(Fault::Close),
        Step::fault(Fault::Garbage),
    ];
    for (step, stream) in steps.iter().flat_map(|step| [(step, false), (step, true)]) {
        let scene = Scene::of([step.clone(), Step::answer("Hello")]);
        let start = now();
        let response = scene.call(stream).await.expect("an answer");
        assert_eq!(response.text().await.expect("text"), "Hello");
        assert_eq!((scene.inner.count(), now() - start), (2, ms(275)), "{step:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn attempts_are_spaced_by_the_backoff_and_end_with_the_policy() {
    let scene = Scene::of([Step::status(500)]);
    let start = now();
    let error = scene.call(false).await.expect_err("it keeps failing");
    assert_eq!((error.kind(), scene.inner.count()), (ErrorKind::Server, 3));
    assert_eq!(now() - start, ms(275 + 550));
    let expected = ["2: t after 275ms: server Some(500)", "3: t after 550ms: server Some(500)"];
    assert_eq!(scene.heard.lines(), expected);
}

#[tokio::test(start_paused = true)]
async fn a_short_retry_after_is_waited_out_even_with_an_alternative() {
    let scene = Scene::with(Retry::default(), [throttled(secs(2)), Step::answer("Hello")]);
    let (start, context) = (now(), scene.context().visiting(None, 1));
    let response = scene.provider.call(&context, request(false)).await.expect("an answer");
    assert_eq!(response.text().await.expect("text"), "Hello");
    let took = now() - start;
    assert!((secs(2)..=ms(2200)).contains(&took), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_long_retry_after_goes_up_at_once_if_another_target_is_ready_and_is_waited_if_none_is() {
    for (alternative, attempts, took) in [(true, 1, secs(0)), (false, 2, secs(11))] {
        let scene = Scene::of([throttled(secs(10)), Step::answer("Hello")]);
        let (start, context) = (now(), scene.context().visiting(None, alternative.into()));
        let answer = scene.provider.call(&context, request(false)).await;
        assert_eq!(answer.err().map(|e| e.retry_after()), alternative.then_some(Some(secs(10))));
        assert_eq!((scene.inner.count(), now() - start), (attempts, took));
        assert_eq!(scene.spent(), if alternative { 0 } else { 900 });
    }
}

#[tokio::test(start_paused = true)]
async fn no_wait_goes_past_the_deadline_the_leaving_time_or_the_span_of_the_call() {
    let late = |context: Context| {
        let leave_by = context.clock().now() + secs(6);
        context.visiting(Some(leave_by), 0)
    };
    let within = || slowest().within(secs(6));
    for (row, wait) in [(0, 5), (1, 5), (2, 5)] {
        let retry = if row == 2 { within() } else { slowest() };
        let scene = Scene::with(retry, [throttled(secs(wait)), Step::answer("Hello")]);
        let context = match row {
            0 => scene.context_of(|context| context.timeout(secs(6))),
            1 => late(scene.context()),
            _ => scene.context(),
        };
        let start = now();
        let error = scene.provider.call(&context, request(false)).await.expect_err("too long");
        assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(secs(wait))));
        assert_eq!((scene.inner.count(), now() - start, scene.spent()), (1, secs(0), 0), "{row}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_policy_of_the_callers_own_cannot_sleep_past_the_deadline_either() {
    let stubborn = |_: u32, _: &Error, _: &Situation| Decision::Retry { after: secs(60) };
    let scene = Scene::with(Retry::new(stubborn), [Step::status(500)]);
    scene.call(false).await.expect_err("it failed");
    assert_eq!(scene.inner.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_would_fail_again_is_asked_once() {
    let steps = [
        Step::status(Preset::InvalidRequest),
        Step::status(Preset::ContextLength),
        Step::status(Preset::ContentFilter),
        Step::status(Preset::Auth),
        Step::status(Preset::Quota),
    ];
    for step in steps {
        let scene = Scene::of([step.clone(), Step::answer("Hello")]);
        let error = scene.call(false).await.expect_err("refused");
        assert_eq!((scene.inner.count(), error.attempts().len()), (1, 0), "{step:?}");
        assert_eq!((scene.spent(), scene.heard.lines().len()), (0, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_may_have_been_billed_is_repeated_once() {
    let table = [
        ([Fault::Reset, Fault::Reset, Fault::Reset].map(Step::fault), 2),
        ([Step::fault(Fault::Reset), Step::status(500), Step::fault(Fault::Reset)], 3),
        ([Step::status(500), Step::fault(Fault::Reset), Step::status(500)], 4),
        ([Fault::Garbage, Fault::Reset, Fault::Reset].map(Step::fault), 2),
    ];
    for (steps, count) in table {
        let scene = Scene::with(
            Retry::new(RetrySettings::default().max_attempts(9).build().expect("valid")),
            steps.clone().into_iter().chain([Step::fault(Fault::Reset)]),
        );
        scene.call(false).await.expect_err("it keeps failing");
        assert_eq!(scene.inner.count(), count, "{steps:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_throttle_without_a_hint_gets_few_attempts_further_apart() {
    let silent = || Step::status(Status::from(Preset::RateLimited).without_hints());
    let scene = Scene::of([silent()]);
    let (start, context) = (now(), scene.context().visiting(None, 1));
    scene.provider.call(&context, request(false)).await.expect_err("throttled");
    assert_eq!((scene.inner.count(), now() - start), (3, ms(1100 + 2200)));
}

#[tokio::test(start_paused = true)]
async fn the_named_policy_for_time_limits_repeats_what_the_default_leaves() {
    let late = || [Error::timeout("headers"), Error::timeout("headers")];
    for (policy, spent, left) in [(RetryPolicy::default(), 0, 1), (RetryPolicy::timeout(), 3900, 0)]
    {
        let scene = Scene::with(Retry::new(policy), []);
        let inner = Arc::new(Fails::with(late()));
        let layer = Retry::new(policy).budget(scene.budget.clone());
        let stack = Stack::new(layer, shared(&inner));
        let answer = Provider::call(&stack, &scene.context(), request(false)).await;
        assert_eq!((answer.is_ok(), inner.left()), (left == 0, left));
        assert_eq!(scene.spent(), spent, "two tokens each, a tenth back");
    }
}

/// Would try again for ever, but says that it asks for two.
struct Boastful;

impl Policy for Boastful {
    fn decide(&self, _: u32, _: &Error, _: &Situation) -> Decision {
        Decision::Retry { after: ms(1) }
    }

    fn max_attempts(&self) -> u32 {
        2
    }
}

#[tokio::test(start_paused = true)]
async fn a_policy_is_held_to_the_attempts_it_names() {
    let scene = Scene::with(Retry::new(Boastful), [Step::status(500)]);
    scene.call(false).await.expect_err("it keeps failing");
    assert_eq!(scene.inner.count(), 2);

    let calls = std::cell::Cell::new(0);
    let fails = || async {
        calls.set(calls.get() + 1);
        Err::<(), ()>(())
    };
    Retry::new(Boastful).call(TokioClock::shared(), fails).await.expect_err("it keeps failing");
    assert_eq!(calls.get(), 2);
}
