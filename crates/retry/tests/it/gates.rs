//! What stands in the way of a retry: the budget, the attempts of the request, a gate inside.

use std::sync::Arc;

use osier_core::{Context, Delivery, Error, ErrorKind, Provider, Readiness, Stack};
use osier_http::TokioClock;
use osier_retry::{BudgetSettings, Retry, RetryBudget};
use osier_simulate::Step;

use crate::provider::{Fails, shared};
use crate::scene::{Scene, ms, now, request, secs, slowest, told};

fn server() -> Error {
    Error::new(ErrorKind::Server)
}

fn refused(kind: ErrorKind) -> Error {
    Error::new(kind).with_delivery(Delivery::NotSent).with_retry_after(secs(5))
}

/// Calls a target that fails so, and gives the error, the thousandths of a token spent and the attempts left of 8.
async fn after(inner: Fails) -> (Error, u32, u32) {
    let scene = Scene::of([]);
    let stack = Stack::new(slowest().budget(scene.budget.clone()), shared(&Arc::new(inner)));
    let context = scene.context();
    let error = Provider::call(&stack, &context, request(false)).await.expect_err("it failed");
    (error, scene.spent(), context.attempts_left())
}

#[tokio::test(start_paused = true)]
async fn an_empty_budget_lets_the_first_error_go_up_at_once() {
    let scene = Scene::of([Step::status(500)]);
    assert!(scene.budget.try_withdraw_at(10, now()));
    let start = now();
    let error = scene.call(false).await.expect_err("it failed");
    assert_eq!((error.status(), error.attempts().len()), (Some(500), 0));
    assert_eq!((scene.inner.count(), now() - start), (1, secs(0)));
}

#[tokio::test(start_paused = true)]
async fn a_budget_that_runs_out_on_the_way_keeps_the_trail() {
    let scene = Scene::of([Step::status(500), Step::status(502)]);
    assert!(scene.budget.try_withdraw_at(9, now()));
    let error = scene.call(false).await.expect_err("it failed");
    assert_eq!(error.status(), Some(502));
    assert_eq!(told(error.attempts()), [("t", ErrorKind::Server); 2]);
}

#[tokio::test(start_paused = true)]
async fn an_outage_of_many_requests_costs_a_burst_of_retries_and_not_three_times_the_load() {
    let scene = Scene::of([Step::status(500)]);
    for _ in 0..100 {
        scene.call(false).await.expect_err("it is down");
    }
    assert_eq!(scene.inner.count(), 100 + 10);
}

#[tokio::test(start_paused = true)]
async fn a_budget_above_limits_what_the_targets_spend_together() {
    let process = RetryBudget::try_new(BudgetSettings::default().burst(3).floor(0.0)).expect("ok");
    let mut count = 0;
    for _ in 0..2 {
        let scene = Scene::with(slowest(), [Step::status(500)]);
        let layer = slowest().budget(RetryBudget::child_of(&process));
        let provider = osier_core::SharedProvider::new(scene.inner.clone()).layered(&layer);
        provider.call(&scene.context(), request(false)).await.expect_err("it is down");
        count += scene.inner.count();
    }
    assert_eq!(count, 2 + 3);
}

#[tokio::test(start_paused = true)]
async fn the_attempts_of_the_request_are_shared_and_never_overdrawn() {
    for (max, count) in [(1, 1), (2, 2), (8, 3)] {
        let scene = Scene::of([Step::status(500)]);
        let context = scene.context_of(|context| context.max_attempts(max));
        scene.provider.call(&context, request(false)).await.expect_err("it failed");
        assert_eq!(scene.inner.count(), count);
        assert_eq!(context.attempts_left(), max - u32::try_from(count).expect("small"));
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_attempt_counts_where_no_route_stands_outside() {
    for (max, count) in [(1, 1), (2, 2), (8, 3)] {
        let scene = Scene::of([Step::status(500)]);
        let context = Context::builder(TokioClock::shared()).max_attempts(max).build();
        scene.provider.call(&context, request(true)).await.expect_err("it failed");
        assert_eq!((scene.inner.count(), u64::from(context.attempts_made())), (count, count));
    }
}

#[tokio::test(start_paused = true)]
async fn one_attempt_is_left_for_each_target_that_could_follow() {
    for (alternatives, count) in [(0, 3), (5, 3), (6, 2), (7, 1), (9, 1)] {
        let scene = Scene::of([Step::status(500)]);
        let context = scene.context().visiting(None, alternatives);
        scene.provider.call(&context, request(false)).await.expect_err("it failed");
        assert_eq!(scene.inner.count(), count, "{alternatives} others");
    }
}

#[tokio::test(start_paused = true)]
async fn attempts_that_others_take_during_the_wait_are_gone_and_the_tokens_come_back() {
    let scene = Scene::of([crate::scene::throttled(secs(2)), Step::answer("Hello")]);
    let context = scene.context_of(|context| context.max_attempts(2));
    let thief = async {
        context.clock().sleep_until(now() + secs(1)).await;
        context.begin_attempt().expect("the last one");
    };
    let call = scene.provider.call(&context, request(false));
    let (answer, ()) = futures_util::future::join(call, thief).await;
    let error = answer.expect_err("no attempt left");
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(secs(0))));
    assert_eq!((scene.inner.count(), scene.spent()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_on_this_side_is_no_attempt_and_ends_the_retries_with_what_failed_before() {
    for kind in [ErrorKind::CircuitOpen, ErrorKind::AtCapacity] {
        let (error, spent, left) = after(Fails::with([server(), refused(kind), server()])).await;
        assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Server, Some(secs(5))));
        assert_eq!(told(error.attempts()), [], "one attempt alone is the outer layer's to tell");
        assert_eq!((spent, left), (0, 7), "{kind:?}");

        let (error, spent, left) = after(Fails::with([server(), server(), refused(kind)])).await;
        assert_eq!(told(error.attempts()), [("f", ErrorKind::Server); 2]);
        assert_eq!((spent, left), (1000, 6), "the one that was made");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_the_first_attempt_goes_up_as_it_is() {
    for kind in [ErrorKind::CircuitOpen, ErrorKind::Shed] {
        let (error, spent, left) = after(Fails::with([refused(kind)])).await;
        assert_eq!((error.kind(), error.retry_after()), (kind, Some(secs(5))));
        assert_eq!((spent, left), (0, 7), "the attempt is the outer layer's to give back");
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_a_target_that_will_not_let_them_in() {
    let table = [
        (Readiness::NotBefore(secs(5)), true),
        (Readiness::Unavailable, true),
        (Readiness::NotBefore(secs(0)), false),
    ];
    for (readiness, given_up) in table {
        let start = now();
        let inner = Fails::with([server(), server(), server()]).and_is(readiness);
        let (error, spent, _) = after(inner).await;
        assert_eq!(error.kind(), ErrorKind::Server);
        assert_eq!((spent == 0, now() == start), (given_up, given_up), "{readiness:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_target_that_cools_after_a_throttle_is_waited_for_where_nobody_else_is_ready() {
    let throttle = || Error::new(ErrorKind::RateLimited).with_retry_after(secs(5));
    // Rounding on the way may let the gate open a little later than the provider asked for.
    let cools = Readiness::NotBefore(secs(5) + ms(1));
    for (alternative, waits) in [(false, true), (true, false)] {
        let scene = Scene::of([]);
        let inner = Arc::new(Fails::with([throttle()]).and_is(cools));
        let retry = Retry::default().random(|| 0.0).budget(scene.budget.clone());
        let stack = Stack::new(retry, shared(&inner));
        let (start, context) = (now(), scene.context().visiting(None, alternative.into()));
        let answer = Provider::call(&stack, &context, request(false)).await;
        assert_eq!((answer.is_ok(), now() - start >= secs(5)), (waits, waits));
    }
}
