//! The standing level, by what came of requests.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use osier_core::{Clock, Context, Readiness, Strain};
use osier_degrade::{Ladder, Level, Settings};
use osier_http::TokioClock;
use osier_simulate::{CutHow, Fault, Point, Preset, Step};

use crate::scene::{Scene, down, everything, hi, says, secs, told};

/// Asks so often, once a second, and gives the last that was told.
async fn ask(scene: &Scene, times: u64) -> String {
    let mut last = String::new();
    for _ in 0..times {
        last = scene.told(hi().stream()).await;
        TokioClock.sleep_until(TokioClock.now() + secs(1)).await;
    }
    last
}

/// The level that the next request begins at, and why.
fn stands(scene: &Scene) -> (Level, &'static str) {
    let standing = scene.degrade.standing();
    (standing.level, standing.reason)
}

#[tokio::test(start_paused = true)]
async fn a_level_that_fails_is_left_for_all_and_stood_at_again_once_it_answers() {
    let scene = Scene::of([down(), says("small"), says("tiny")]);
    assert_eq!(ask(&scene, 9).await, "small (reduced, overloaded)");
    assert_eq!(stands(&scene), (Level::Full, "normal"), "too few to judge");
    ask(&scene, 1).await;
    assert_eq!(stands(&scene), (Level::Reduced, "failures"));
    scene.heard.take();
    assert_eq!(ask(&scene, 20).await, "small (reduced, failures)");
    assert_eq!(scene.large.count(), 10, "nobody waits for it any more");

    scene.large.far_end.set_script(says("large"));
    let start = TokioClock.now();
    while stands(&scene).0 != Level::Full {
        ask(&scene, 1).await;
    }
    assert!(TokioClock.now() - start <= secs(44 - 20), "{:?}", TokioClock.now() - start);
    assert_eq!(scene.heard.take(), ["chat: reduced -> full, recovered"]);
    assert_eq!(ask(&scene, 1).await, "large (full, normal)");
}

#[tokio::test(start_paused = true)]
async fn requests_on_trial_say_so_and_fall_back_where_it_fails() {
    let scene = Scene::of([down(), says("small"), says("tiny")]);
    ask(&scene, 40).await;
    let mut seen: Vec<String> = Vec::new();
    for _ in 0..40 {
        seen.push(ask(&scene, 1).await);
    }
    assert!(seen.contains(&"small (reduced, overloaded)".to_owned()), "tried, and stepped down");
    assert!(seen.iter().all(|told| told.starts_with("small (reduced")), "{seen:?}");
    scene.large.far_end.set_script(says("large"));
    let mut seen: Vec<String> = Vec::new();
    while stands(&scene).0 != Level::Full {
        seen.push(ask(&scene, 1).await);
    }
    assert!(seen.contains(&"large (full, trial)".to_owned()), "{seen:?}");
}

#[tokio::test(start_paused = true)]
async fn answers_that_break_off_count_as_failures() {
    let cut = says("one two three four").cut(Point::Tokens(2), CutHow::Abort);
    let scene = Scene::of([cut, says("small"), says("tiny")]);
    for _ in 0..10 {
        let response = scene.ask(hi().stream()).await.expect("it begins");
        assert!(response.text().await.is_err());
    }
    assert_eq!(stands(&scene), (Level::Reduced, "failures"));
}

#[tokio::test(start_paused = true)]
async fn a_level_nobody_is_ready_at_is_left_as_one_that_fails() {
    let scene = Scene::of(["large", "small", "tiny"].map(says));
    scene.large.set(Readiness::NotBefore(secs(600)));
    ask(&scene, 10).await;
    assert_eq!(stands(&scene), (Level::Reduced, "unready"));
    ask(&scene, 600).await;
    assert_eq!(scene.large.count(), 0, "no trial of what is not ready");
    scene.large.set(Readiness::Ready);
    ask(&scene, 44).await;
    assert_eq!(stands(&scene), (Level::Full, "normal"));
}

#[tokio::test(start_paused = true)]
async fn whatever_is_wrong_with_requests_moves_nothing() {
    for step in [
        Step::status(Preset::InvalidRequest),
        Step::status(Preset::ContentFilter),
        Step::status(Preset::ContextLength),
        Step::status(Preset::ModelNotFound),
    ] {
        let scene = Scene::of([step, says("small"), says("tiny")]);
        for _ in 0..200 {
            let _ = scene.ask(hi()).await;
        }
        assert_eq!(stands(&scene), (Level::Full, "normal"));
    }
    let scene = Scene::of([Step::fault(Fault::Hang), Step::fault(Fault::Hang), says("tiny")]);
    for _ in 0..200 {
        let context = scene.context().timeout(Duration::from_millis(500)).max_attempts(1).build();
        let _ = scene.route.call(&context, hi().into()).await;
    }
    assert_eq!(stands(&scene), (Level::Full, "normal"), "half a second is no time");
}

/// Sheds, for ever.
struct Sheds;

impl Strain for Sheds {
    fn is_strained(&self, _: Instant) -> bool {
        true
    }
}

#[tokio::test(start_paused = true)]
async fn shedding_without_end_moves_it_a_step_at_a_time() {
    let scene = Scene::of(["large", "small", "tiny"].map(says));
    let strained = async || {
        let context = scene.context().build().under(Arc::new(Sheds));
        told(scene.route.call(&context, hi().into()).await).await
    };
    for (times, expected) in [
        (10, "large (full, normal)"),
        (27, "small (reduced, shedding)"),
        (2, "tiny (minimal, shedding)"),
    ] {
        for _ in 0..times {
            assert_eq!(strained().await, expected);
            TokioClock.sleep_until(TokioClock.now() + secs(1)).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn where_everything_hangs_callers_hear_at_once_after_a_while() {
    let hangs = || Step::fault(Fault::Hang);
    let ladder = everything().offline("Nobody is here.");
    let scene = Scene::on(ladder, [hangs(), hangs(), hangs()]);
    let hear = async || {
        let context: Context = scene.context().timeout(secs(20)).build();
        let answer = scene.route.call(&context, hi().stream().into()).await;
        assert!(told(answer).await.starts_with("Nobody is here. (offline"));
        TokioClock.now() - context.started()
    };
    let mut slow = Vec::new();
    for _ in 0..20 {
        let waits = join_all((0..10).map(|_| hear())).await;
        slow.push(waits.iter().filter(|wait| **wait > secs(1)).count());
        TokioClock.sleep_until(TokioClock.now() + secs(1)).await;
    }
    assert_eq!(slow.iter().take(3).sum::<usize>(), 30, "{slow:?}");
    assert!(slow.iter().skip(4).sum::<usize>() <= 30, "those on trial alone: {slow:?}");
    assert_eq!(stands(&scene).0, Level::Offline);
    for model in [&scene.large, &scene.small, &scene.tiny] {
        model.far_end.set_script(says("back"));
    }
    ask(&scene, 135).await;
    assert_eq!(stands(&scene), (Level::Full, "normal"));
}

#[tokio::test(start_paused = true)]
async fn a_better_level_is_the_last_resort_where_nothing_worse_is_alive() {
    let scene = Scene::on(everything().offline("Nobody."), [down(), says("small"), says("tiny")]);
    ask(&scene, 12).await;
    assert_eq!(stands(&scene), (Level::Reduced, "failures"));
    scene.large.far_end.set_script(says("large"));
    scene.small.far_end.set_script(down());
    scene.tiny.far_end.set_script(down());
    assert_eq!(ask(&scene, 1).await, "large (full, last_resort)");
}

#[tokio::test(start_paused = true)]
async fn settings_out_of_their_range_are_refused() {
    let settings = Settings::default().minimum_calls(0);
    let refused = osier_degrade::Degrade::try_new("chat", Ladder::presets().settings(settings));
    assert_eq!(refused.expect_err("refused").field(), "minimum_calls");
}
