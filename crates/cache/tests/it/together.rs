//! One call for all who ask the same at the same time.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::join_all;
use osier_cache::{Settings, Share};
use osier_core::{CacheUse, ChatRequest, Context, ErrorKind};
use osier_simulate::{Fault, Script, Step};
use tokio::task::JoinHandle;

use crate::scene::{Scene, down, hi, millis, says, secs, sure, told};
use crate::shelf::{Mood, Op, Shelf};

impl Scene {
    /// Only what is shared, and nothing stored.
    pub(crate) fn sharing(script: impl Into<Script>) -> Self {
        Self::of(script, Settings::default(), |cache| cache)
    }

    /// Begins to ask, and lets it get under way.
    pub(crate) async fn begin(&self, context: Context, request: ChatRequest) -> JoinHandle<String> {
        let route = self.route.clone();
        let asking =
            tokio::spawn(async move { told(route.call(&context, request.into()).await).await });
        self.settle().await;
        asking
    }

    pub(crate) fn within(&self, time: Duration) -> Context {
        self.context().timeout(time).build()
    }
}

pub(crate) fn slowly() -> Step {
    says("Reeds bend, and stand.").headers_after(secs(1)).between_tokens(secs(1))
}

#[tokio::test(start_paused = true)]
async fn a_thousand_who_ask_the_same_cost_one_call() {
    for request in [hi(), hi().stream()] {
        let scene = Scene::sharing(slowly());
        let told = join_all((0..1000).map(|_| scene.told(request.clone(), CacheUse::Usual))).await;
        let many = |words| told.iter().filter(|told| **told == words).count();
        assert_eq!(many("Reeds bend, and stand. (miss)"), 1);
        assert_eq!(many("Reeds bend, and stand. (shared)"), 999);
        assert_eq!((scene.far_end.count(), scene.far_end.in_flight()), (1, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_began_may_leave_and_the_others_are_answered() {
    for request in [hi(), hi().stream()] {
        let scene = Scene::sharing(slowly());
        let first = scene.begin(scene.within(secs(60)), request.clone()).await;
        let second = scene.begin(scene.within(secs(60)), request.clone()).await;
        first.abort();
        assert_eq!(second.await.unwrap(), "Reeds bend, and stand. (shared)");
        assert_eq!((scene.far_end.count(), scene.far_end.cancelled()), (1, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn when_all_have_left_the_call_is_cancelled_and_the_next_begins_anew() {
    for request in [hi(), hi().stream()] {
        let scene = Scene::sharing(slowly());
        for after in [millis(500), millis(1500)] {
            let asking =
                join_all((0..3).map(|_| scene.begin(scene.within(secs(60)), request.clone())));
            let asking = asking.await;
            scene.wait(after).await;
            assert_eq!(scene.far_end.in_flight(), 1);
            asking.iter().for_each(JoinHandle::abort);
            scene.settle().await;
            assert_eq!(scene.far_end.in_flight(), 0, "after {after:?}");
        }
        assert_eq!(scene.far_end.count(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_for_all_who_waited_and_the_next_who_asks_begins_anew() {
    let scene = Scene::sharing(Script::of(down().headers_after(secs(1))).then(says("Reeds.")));
    let told = join_all((0..50).map(|_| scene.told(hi(), CacheUse::Usual))).await;
    assert!(told.iter().all(|told| told == "overloaded"), "{told:?}");
    assert_eq!(scene.far_end.count(), 1);
    assert_eq!(scene.told(hi(), CacheUse::Usual).await, "Reeds. (miss)");
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_breaks_breaks_for_all() {
    let scene = Scene::sharing(slowly().cut_after(2));
    let told = join_all((0..3).map(|_| scene.told(hi().stream(), CacheUse::Usual))).await;
    assert_eq!(told[0], "cut in mid-stream (miss)");
    assert_eq!(told[1..], ["cut in mid-stream (shared)", "cut in mid-stream (shared)"]);
}

#[tokio::test(start_paused = true)]
async fn those_who_ask_for_something_else_do_not_share() {
    let scene = Scene::sharing(slowly());
    let other = scene.cache.route("other", Settings::default()).unwrap();
    let elsewhere = osier_core::SharedProvider::new(scene.far_end.clone()).layered(&other);
    let context = || scene.context();
    let usage = serde_json::json!({ "include_usage": false });
    let calls = [
        (context().build(), hi(), false),
        (context().tenant("acme").build(), hi(), false),
        (context().tenant("").build(), hi(), false),
        (context().preferred("model").build(), hi(), false),
        (context().build(), sure(), false),
        (context().build(), hi().stream(), false),
        (context().build(), hi().stream().set("stream_options", &usage), false),
        (context().build(), hi(), true),
    ];
    let asking = calls.map(|(context, request, is_elsewhere)| {
        let route = if is_elsewhere { elsewhere.clone() } else { scene.route.clone() };
        async move { told(route.call(&context, request.into()).await).await }
    });
    let told = join_all(asking).await;
    assert!(told.iter().all(|told| told.ends_with("(miss)")), "{told:?}");
    assert_eq!(scene.far_end.count(), 8);
}

#[tokio::test(start_paused = true)]
async fn those_who_want_an_answer_of_their_own_get_one() {
    for (choice, marked) in [(CacheUse::Refresh, "miss"), (CacheUse::Bypass, "bypass")] {
        let scene = Scene::sharing(slowly());
        let first = scene.begin(scene.within(secs(60)), hi()).await;
        let told = join_all((0..2).map(|_| scene.told(hi(), choice))).await;
        assert_eq!(told, [(); 2].map(|()| format!("Reeds bend, and stand. ({marked})")));
        assert_eq!(first.await.unwrap(), "Reeds bend, and stand. (miss)");
        assert_eq!(scene.far_end.count(), 3, "{choice:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_route_shares_as_much_as_it_is_set_to() {
    let cases = [
        (Share::Nothing, hi(), 3),
        (Share::Nothing, sure(), 3),
        (Share::Deterministic, hi(), 3),
        (Share::Deterministic, sure(), 1),
        (Share::All, hi(), 1),
        (Share::All, sure(), 1),
    ];
    for (share, request, calls) in cases {
        let scene = Scene::of(slowly(), Settings::default().share(share), |cache| cache);
        join_all((0..3).map(|_| scene.told(request.clone(), CacheUse::Usual))).await;
        assert_eq!(scene.far_end.count(), calls, "{share:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_shared_is_stored_as_well() {
    let shelf = Shelf::new("memory");
    let settings = Settings::default().share(Share::Nothing);
    let scene = Scene::of(says("Reeds."), settings, |cache| cache.inner(shelf.shared()));
    scene.told(sure(), CacheUse::Usual).await;
    scene.settle().await;
    assert_eq!(scene.told(sure(), CacheUse::Usual).await, "Reeds. (hit, 0 s)");
}

#[tokio::test(start_paused = true)]
async fn whoever_has_more_time_than_the_one_who_began_asks_once_more() {
    let script = Script::of(Step::fault(Fault::Hang)).then(slowly());
    let scene = Scene::sharing(script);
    let first = scene.begin(scene.within(secs(5)), hi()).await;
    let others = [(); 20].map(|()| scene.begin(scene.within(secs(60)), hi()));
    let others = join_all(others).await;
    assert_eq!(first.await.unwrap(), "deadline_exceeded");
    let told: Vec<_> = join_all(others).await.into_iter().map(Result::unwrap).collect();
    assert!(told.iter().all(|told| told.starts_with("Reeds bend, and stand.")), "{told:?}");
    assert_eq!(scene.far_end.count(), 2, "one more for all of them");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_shared_keeps_to_its_deadline_also_when_whoever_watched_over_it_is_gone() {
    let script = Script::of(Step::fault(Fault::Hang)).then(says("Reeds."));
    let scene = Scene::sharing(script);
    let context = scene.within(secs(5));
    let (watched, _pulse) = context.watched(context.deadline().moment());
    let first = scene.begin(watched, hi()).await;
    let second = scene.begin(scene.within(secs(60)), hi()).await;
    first.abort();
    assert_eq!(second.await.unwrap(), "Reeds. (miss)");
}

#[tokio::test(start_paused = true)]
async fn whoever_has_less_time_ends_by_their_own_deadline_and_nobody_else_does() {
    for (step, request, ends) in [
        (slowly(), hi(), "deadline_exceeded"),
        (slowly(), hi().stream(), "deadline_exceeded in mid-stream (shared)"),
        (slowly().headers_after(secs(9)), hi().stream(), "deadline_exceeded"),
    ] {
        let scene = Scene::sharing(step);
        let first = scene.begin(scene.within(secs(60)), request.clone()).await;
        let began = scene.clock.now();
        let hurried = scene.begin(scene.within(millis(2500)), request.clone()).await;
        let third = scene.begin(scene.within(secs(60)), request.clone()).await;
        assert_eq!(hurried.await.unwrap(), ends);
        assert_eq!(scene.clock.now() - began, millis(2500));
        assert_eq!(first.await.unwrap(), "Reeds bend, and stand. (miss)");
        assert_eq!(third.await.unwrap(), "Reeds bend, and stand. (shared)");
        assert_eq!(scene.far_end.count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_ran_out_of_time_in_mid_stream_has_left_though_they_still_hold_the_answer() {
    let scene = Scene::sharing(slowly().stall_after(2));
    let first = scene.begin(scene.within(secs(60)), hi().stream()).await;
    let context = scene.within(secs(10));
    let held = scene.route.call(&context, hi().stream().into()).await.unwrap();
    let mut events = held.into_events();
    let mut last = None;
    while let Some(event) = events.next().await {
        last = Some(event);
    }
    assert_eq!(last.unwrap().unwrap_err().kind(), ErrorKind::DeadlineExceeded);
    first.abort();
    scene.settle().await;
    assert_eq!(scene.far_end.in_flight(), 0, "nobody waits for it");
    assert!(events.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn whoever_asks_while_an_answer_is_being_put_away_shares_it() {
    for request in [sure(), sure().stream()] {
        let shelf = Shelf::new("memory");
        let scene = Scene::near(says("Reeds."), &shelf);
        let held = shelf.hold(Op::Put, Mood::HeldBefore);
        for told in ["Reeds. (miss)", "Reeds. (shared)"] {
            assert_eq!(scene.told(request.clone(), CacheUse::Usual).await, told);
            scene.settle().await;
        }
        held.add_permits(1);
        scene.settle().await;
        assert_eq!(scene.told(request, CacheUse::Usual).await, "Reeds. (hit, 0 s)");
        assert_eq!(scene.far_end.count(), 1);
    }
}
