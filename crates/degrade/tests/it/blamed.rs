//! What counts for and against a level, and what is its callers' own affair.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::join_all;
use osier_core::{Clock, Event, Readiness};
use osier_degrade::{Level, Settings};
use osier_http::TokioClock;
use osier_simulate::{Fault, Script, Step};

use crate::scene::{Scene, down, everything, hi, says, secs};

async fn pass(span: Duration) {
    TokioClock.sleep_until(TokioClock.now() + span).await;
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_longer_than_its_callers_time_is_no_failure_of_the_level() {
    let long = says("one two three four five six seven eight").between_tokens(secs(3));
    let scene = Scene::of([long, says("small"), says("tiny")]);
    for _ in 0..20 {
        let context = scene.context().timeout(secs(12)).build();
        let response = scene.route.call(&context, hi().stream().into()).await.expect("it begins");
        assert!(response.text().await.is_err(), "the deadline comes first");
    }
    assert_eq!(scene.degrade.standing().level, Level::Full);
}

#[tokio::test(start_paused = true)]
async fn callers_who_read_no_further_than_they_need_do_not_hold_it_down() {
    let is_last = |event: &Event| event.finish_reason().is_some();
    for stops in [is_last, Event::is_content] {
        let scene = Scene::of([down(), says("small"), says("tiny")]);
        let read = async || {
            let mut events = scene.ask(hi().stream()).await.expect("an answer").into_events();
            while let Some(event) = events.next().await {
                if stops(&event.expect("no error")) {
                    break;
                }
            }
        };
        for _ in 0..12 {
            read().await;
        }
        assert_eq!(scene.degrade.standing().level, Level::Reduced);
        scene.large.far_end.set_script(says("large"));
        for _ in 0..50 {
            read().await;
            pass(secs(1)).await;
        }
        assert_eq!(scene.degrade.standing().level, Level::Full);
    }
}

#[tokio::test(start_paused = true)]
async fn callers_who_give_up_on_silence_are_believed() {
    for (answered, patience, stream, expected) in [
        (3, 12, true, Level::Reduced),
        (3, 8, true, Level::Full),
        (3, 12, false, Level::Full),
        (0, 12, false, Level::Reduced),
    ] {
        let script = Script::of(Step::fault(Fault::Hang));
        let before = (0..answered).fold(None, |script: Option<Script>, _| {
            Some(script.map_or_else(|| says("large").into(), |it| it.then(says("large"))))
        });
        let script = before.map_or(script, |it| it.then(Step::fault(Fault::Hang)));
        let scene = Scene::of([script, says("small").into(), says("tiny").into()]);
        for _ in 0..answered {
            scene.told(hi()).await;
        }
        let leave = async || {
            let request = if stream { hi().stream() } else { hi() };
            tokio::time::timeout(secs(patience), scene.ask(request)).await.is_err()
        };
        let left = join_all((0..20).map(|_| leave())).await;
        assert!(left.iter().all(|left| *left));
        let told = format!("{answered} answered, {patience} s, streamed: {stream}");
        assert_eq!(scene.degrade.standing().level, expected, "{told}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_level_that_was_not_ready_is_counted_though_the_caller_left_another() {
    let scene = Scene::of([says("large"), Step::fault(Fault::Hang), says("tiny")]);
    scene.large.set(Readiness::NotBefore(secs(600)));
    let leave = async || tokio::time::timeout(secs(5), scene.ask(hi().stream())).await.is_err();
    assert!(join_all((0..20).map(|_| leave())).await.iter().all(|left| *left));
    assert_eq!(scene.degrade.standing().reason, "unready");
}

#[tokio::test(start_paused = true)]
async fn a_level_that_hangs_is_left_for_all_however_little_time_there_is() {
    for (patience, timeout, stream) in [(30, 600, true), (5, 600, true), (30, 30, false)] {
        let ladder = everything().settings(Settings::default().patience(secs(patience)));
        let hangs = Step::fault(Fault::Hang);
        let scene = Scene::on(ladder, [hangs, says("small"), says("tiny")]);
        for _ in 0..2 {
            let ask = async || {
                let context = scene.context().timeout(secs(timeout)).build();
                let request = if stream { hi().stream() } else { hi() };
                let _ = scene.route.call(&context, request.into()).await;
            };
            join_all((0..10).map(|_| ask())).await;
        }
        assert_eq!(scene.degrade.standing().level, Level::Reduced, "{patience} s of {timeout} s");
    }
}

#[tokio::test(start_paused = true)]
async fn most_answers_alive_are_better_than_stored_ones() {
    let works = Script::of(down()).then(says("large")).then(says("large")).then(says("large"));
    let hangs = || Script::of(down());
    let scene = Scene::on(everything().offline("Nobody."), [hangs(), hangs(), hangs()]);
    for _ in 0..40 {
        scene.told(hi()).await;
    }
    assert_eq!(scene.degrade.standing().level, Level::Offline);
    for model in [&scene.large, &scene.small, &scene.tiny] {
        model.far_end.set_script(works.clone().cycle());
    }
    for _ in 0..600 {
        scene.told(hi()).await;
        pass(Duration::from_millis(200)).await;
    }
    assert!(scene.degrade.standing().level.is_live(), "{:?}", scene.degrade.standing());
}
