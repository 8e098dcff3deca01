//! The caller leaves: at every await, nothing is kept, nothing further is tried.

use std::future::Future;
use std::time::Duration;

use futures_util::{FutureExt, StreamExt};
use osier_retry::{Advice, Retry};
use osier_simulate::{Fault, Step};

use crate::scene::{Scene, budget, ms, now, request, secs, sleep, spent, throttled};

/// Runs the work for so long, and drops it.
async fn leave_after(span: Duration, work: impl Future) {
    let left = tokio::time::timeout(span, work).await;
    assert!(left.is_err(), "it was over sooner");
}

#[tokio::test(start_paused = true)]
async fn dropped_in_an_attempt_it_cancels_the_attempt_and_has_spent_nothing() {
    let scene = Scene::of([Step::fault(Fault::Hang)]);
    let context = scene.context();
    leave_after(secs(1), scene.provider.call(&context, request(false))).await;
    assert_eq!((scene.inner.count(), scene.inner.cancelled()), (1, 1));
    assert_eq!((scene.spent(), context.attempts_left()), (0, 7));
}

#[tokio::test(start_paused = true)]
async fn dropped_in_the_wait_it_gives_the_token_back_and_takes_no_attempt() {
    let scene = Scene::of([throttled(secs(5))]);
    let context = scene.context();
    let mut call = Box::pin(scene.provider.call(&context, request(false)));
    assert!((&mut call).now_or_never().is_none(), "it waits");
    assert_eq!(scene.spent(), 1000, "held for the attempt to come");
    drop(call);
    assert_eq!((scene.spent(), context.attempts_left()), (0, 7));
    assert!(scene.heard.lines().is_empty(), "no attempt, no word of one");
}

#[tokio::test(start_paused = true)]
async fn dropped_calls_in_their_waits_leave_the_budget_full() {
    let scene = Scene::of([throttled(secs(5))]);
    for _ in 0..20 {
        leave_after(secs(1), scene.call(false)).await;
        assert_eq!(scene.spent(), 0);
    }
    assert_eq!((scene.inner.count(), scene.inner.in_flight()), (20, 0));
}

#[tokio::test(start_paused = true)]
async fn dropped_in_the_repeated_attempt_its_token_stays_spent_and_nothing_more() {
    let scene = Scene::of([Step::status(500), Step::fault(Fault::Hang)]);
    let context = scene.context();
    leave_after(secs(2), scene.provider.call(&context, request(false))).await;
    assert_eq!((scene.inner.count(), scene.inner.cancelled()), (2, 1));
    assert_eq!((scene.spent(), context.attempts_left()), (1000, 6));
}

#[tokio::test(start_paused = true)]
async fn dropped_while_it_looks_into_a_stream_it_closes_the_stream() {
    let scene = Scene::of([Step::fault(Fault::HeadersThenHang)]);
    leave_after(secs(1), scene.call(true)).await;
    assert_eq!((scene.inner.in_flight(), scene.inner.abandoned()), (0, 1));
    assert_eq!((scene.inner.count(), scene.spent()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_body_dropped_before_its_end_is_cancelled_and_pays_nothing() {
    let scene = Scene::of([Step::answer("one two three").stall_after(2)]);
    assert!(scene.budget.try_withdraw_at(1, now()));
    let mut events = scene.call(true).await.expect("a start").into_events();
    events.next().await.expect("an item").expect("an event");
    drop(events);
    assert_eq!((scene.inner.abandoned(), scene.spent()), (1, 1000));
}

#[tokio::test(start_paused = true)]
async fn any_future_dropped_in_its_attempt_or_in_the_wait_leaves_the_budget_full() {
    let budget = budget();
    let retry = Retry::default().random(|| 1.0).budget(budget.clone());
    let hangs = || std::future::pending::<Result<(), ()>>();
    leave_after(secs(1), retry.call(sleep, hangs)).await;
    assert_eq!(spent(&budget), 0);

    let fails = || async { Err::<(), ()>(()) };
    let slowly = |_: &()| Advice::retry().after(secs(10));
    leave_after(ms(200), retry.call(sleep, fails)).await;
    leave_after(secs(9), retry.call_with(slowly, sleep, fails)).await;
    assert_eq!(spent(&budget), 0);
}
