//! Levels whose targets are not ready.

use osier_core::{Clock, Readiness};
use osier_degrade::{Ladder, Level};
use osier_http::TokioClock;
use osier_simulate::{Preset, Step};

use crate::scene::{Remembers, Scene, down, everything, hi, says, secs};

const LATER: Readiness = Readiness::NotBefore(secs(30));

#[tokio::test(start_paused = true)]
async fn a_level_that_is_not_ready_is_passed_over_at_once_while_another_is() {
    let scene = Scene::of(["large", "small", "tiny"].map(says));
    scene.large.set(LATER);
    assert_eq!(scene.told(hi()).await, "small (reduced, not_ready)");
    scene.small.set(LATER);
    assert_eq!(scene.told(hi()).await, "tiny (minimal, not_ready)");
    assert_eq!(scene.counts(), [0, 1, 1]);
    assert_eq!(
        scene.heard.take(),
        ["req-1 on chat: full -> reduced, not_ready", "req-1 on chat: full -> minimal, not_ready"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_level_that_was_passed_over_is_asked_after_all_where_the_others_fail() {
    let scene = Scene::of([says("large"), down(), down()]);
    scene.large.set(Readiness::Ramping(10));
    assert_eq!(scene.told(hi()).await, "large (full, normal)", "part of its share is ready");
    scene.large.set(LATER);
    assert_eq!(scene.told(hi()).await, "large (full, normal)", "readiness is but a hint");
    assert_eq!(scene.counts(), [2, 1, 1], "the others come first");
}

#[tokio::test(start_paused = true)]
async fn an_unready_level_below_is_no_reason_to_hurry() {
    let scene = Scene::of([says("large").headers_after(secs(70)), says("small"), says("tiny")]);
    scene.small.set(LATER);
    scene.tiny.set(LATER);
    let context = scene.context().timeout(secs(80)).build();
    let answer = scene.route.call(&context, hi().into()).await;
    assert_eq!(crate::scene::told(answer).await, "large (full, normal)");
}

/// What is told after which wait, where all models are closed for these seconds.
async fn closed(ladder: Ladder, seconds: [u64; 3]) -> (String, u64) {
    let scene = Scene::on(ladder, ["large", "small", "tiny"].map(says));
    let models = [&scene.large, &scene.small, &scene.tiny];
    models.into_iter().zip(seconds).for_each(|(model, wait)| model.close_for(secs(wait)));
    let start = TokioClock.now();
    let told = scene.told(hi()).await;
    (told, (TokioClock.now() - start).as_secs())
}

#[tokio::test(start_paused = true)]
async fn where_no_level_is_ready_the_soonest_is_waited_for_and_no_other() {
    for (seconds, told, waited) in [
        ([4, 9, 9], "large (full, normal)", 4),
        ([9, 4, 9], "small (reduced, not_ready)", 4),
        ([9, 9, 2], "tiny (minimal, not_ready)", 2),
        ([60, 60, 60], "circuit_open: large small tiny", 0),
    ] {
        assert_eq!(closed(everything(), seconds).await, (told.to_owned(), waited));
    }
}

#[tokio::test(start_paused = true)]
async fn a_stored_answer_waits_no_longer_than_a_retry_would() {
    let ladder = || everything().stale(Remembers("stale"));
    for (seconds, told, waited) in [
        ([3, 9, 9], "large (full, normal)", 3),
        ([9, 9, 2], "tiny (minimal, not_ready)", 2),
        ([4, 9, 9], "stale (cached, not_ready)", 0),
        ([60, 60, 60], "stale (cached, not_ready)", 0),
    ] {
        assert_eq!(closed(ladder(), seconds).await, (told.to_owned(), waited));
    }
}

#[tokio::test(start_paused = true)]
async fn in_an_outage_nobody_waits_beside_a_stored_answer() {
    let scene =
        Scene::on(everything().stale(Remembers("stale")), ["large", "small", "tiny"].map(says));
    let mut waits = Vec::new();
    for _ in 0..5 {
        [&scene.large, &scene.small, &scene.tiny].into_iter().for_each(|it| it.close_for(secs(2)));
        let start = TokioClock.now();
        let context = scene.context().timeout(secs(60)).build();
        let told = crate::scene::told(scene.route.call(&context, hi().into()).await).await;
        waits.push(((TokioClock.now() - start).as_secs(), told));
        scene.large.far_end.set_script(down());
    }
    let waited: Vec<_> = waits.iter().map(|(wait, _)| *wait).collect();
    assert_eq!(waited, [2, 2, 0, 0, 0], "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn a_level_that_closes_while_it_is_asked_is_left_at_once_for_one_that_is_ready() {
    let scene = Scene::of([Step::status(Preset::RateLimited), says("small"), says("tiny")]);
    let start = TokioClock.now();
    assert_eq!(scene.told(hi()).await, "small (reduced, rate_limited)");
    assert_eq!(TokioClock.now(), start);
}

#[tokio::test(start_paused = true)]
async fn a_route_is_ready_as_soon_as_one_of_its_levels_is() {
    let now = TokioClock.now();
    let scene = Scene::of(["large", "small", "tiny"].map(says));
    for model in [&scene.large, &scene.small, &scene.tiny] {
        assert_eq!(scene.route.readiness(now), Readiness::Ready);
        model.set(LATER);
    }
    assert_eq!(scene.route.readiness(now), LATER);
    let offline = Scene::on(everything().offline("Nobody."), [down(), down(), down()]);
    for model in [&offline.large, &offline.small, &offline.tiny] {
        model.set(LATER);
    }
    assert_eq!(offline.route.readiness(now), Readiness::Ready);
    let presets = Ladder::presets().levels().collect::<Vec<_>>();
    assert_eq!(presets, [Level::Full, Level::Reduced, Level::Minimal]);
}
