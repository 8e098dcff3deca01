//! Levels whose targets are not ready.

use osier_core::{Clock, Readiness};
use osier_degrade::{Ladder, Level};
use osier_http::TokioClock;

use crate::scene::{Scene, down, everything, hi, says, secs};

const LATER: Readiness = Readiness::NotBefore(secs(30));

#[tokio::test(start_paused = true)]
async fn a_level_that_is_not_ready_is_passed_over_at_once_while_another_is() {
    let scene = Scene::of(["large", "small", "tiny"].map(says));
    scene.large.set(LATER);
    assert_eq!(scene.told(hi()).await, "small (reduced, unready)");
    scene.small.set(LATER);
    assert_eq!(scene.told(hi()).await, "tiny (minimal, unready)");
    assert_eq!(scene.counts(), [0, 1, 1]);
    assert_eq!(
        scene.heard.take(),
        ["req-1 on chat: full -> reduced, unready", "req-1 on chat: full -> minimal, unready"]
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
