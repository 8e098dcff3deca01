//! The provider is slow to its first token: another one is asked beside it, once.

use std::time::Duration;

use osier_gateway::config::{Config, HedgeConfig, OffOr};
use osier_simulate::{Fault, Preset, Script, Step};

use super::scene::{AT_ONCE, SECOND, Scene, asked, everywhere, says, streamed, whole};
use crate::stage::{Stage, body};

/// The silence after which another target is asked.
const AFTER: Duration = Duration::from_millis(600);
/// The slow one would still answer by then.
const SLOW: Duration = Duration::from_secs(15);

fn hedging(config: &mut Config) {
    let hedge = HedgeConfig { after: Some(AFTER), ..HedgeConfig::default() };
    config.routes[0].hedge = Some(OffOr::section(hedge));
}

fn slow(target: &str, by: Duration) -> Step {
    says(target).first_token_after(by)
}

/// The second target was asked so long after the first, give or take what a request takes to arrive.
#[track_caller]
fn assert_gap(stage: &Stage, scene: Scene) {
    let asked = [0, 1].map(|place| stage.asked_at(place));
    let gap = asked[1] - asked[0];
    assert!(gap >= AFTER / 2 && gap < AFTER + AT_ONCE, "{scene:?}: {gap:?}");
}

/// The one that lost is let go at once, and nobody thinks the worse of it.
async fn assert_let_go(stage: &Stage, place: usize, scene: Scene) {
    assert!(stage.providers[place].client_left(SECOND).await, "{scene:?}: still connected");
    let health = stage.get("/v1/health").await.json();
    assert_eq!(health["targets"][place]["circuit"]["failures"], 0, "{scene:?}: {health}");
}

#[tokio::test]
async fn whoever_is_sooner_answers_and_the_slow_one_is_let_go() {
    streamed(async |scene| {
        for step in [slow("a", SLOW), Step::fault(Fault::Hang), says("a").headers_after(SLOW)] {
            let stage = scene.configured([step, says("b")], hedging).await;
            let told = scene.ask(&stage).await;
            told.is_answered("b", &["a cancelled", "b ok"]);
            told.not_before(AFTER).within(AFTER + AT_ONCE);
            asked(&stage, &[1, 1], scene);
            assert_gap(&stage, scene);
            assert_let_go(&stage, 0, scene).await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_first_one_answers_if_it_is_sooner_after_all() {
    streamed(async |scene| {
        let steps = [slow("a", AFTER * 2), slow("b", SLOW)];
        let stage = scene.configured(steps, hedging).await;
        let told = scene.ask(&stage).await;
        told.is_answered("a", &["b cancelled", "a ok"]).within(AFTER * 2 + AT_ONCE);
        asked(&stage, &[1, 1], scene);
        assert_gap(&stage, scene);
        assert_let_go(&stage, 1, scene).await;
    })
    .await;
}

#[tokio::test]
async fn there_is_one_hedge_at_most() {
    streamed(async |scene| {
        let steps = [slow("a", AFTER * 4), slow("b", SLOW), says("c")];
        let stage = scene.configured(steps, hedging).await;
        scene.ask(&stage).await.is_answered("a", &["b cancelled", "a ok"]);
        asked(&stage, &[1, 1, 0], scene);
    })
    .await;
}

#[tokio::test]
async fn a_hedge_that_fails_leaves_the_first_one_its_time() {
    streamed(async |scene| {
        let steps = [slow("a", AFTER * 3), Step::status(Preset::Quota)];
        let stage = scene.configured(steps, hedging).await;
        let told = scene.ask(&stage).await;
        told.is_answered("a", &["b quota_exceeded", "a ok"]);
        told.not_before(AFTER * 3).within(AFTER * 3 + AT_ONCE);
        asked(&stage, &[1, 1], scene);
    })
    .await;
}

#[tokio::test]
async fn a_hedge_goes_on_while_the_first_one_fails() {
    streamed(async |scene| {
        let late = Step::fault(Fault::Hang);
        let stage = scene
            .configured([late, slow("b", AFTER * 2)], |config| {
                hedging(config);
                config.targets[0].timeout.first_event = Some(AFTER * 2);
                config.targets[0].timeout.headers = Some(AFTER * 2);
            })
            .await;
        let told = scene.ask(&stage).await;
        told.is_answered("b", &["a timeout", "b ok"]).within(AFTER * 3 + AT_ONCE);
        asked(&stage, &[1, 1], scene);
    })
    .await;
}

#[tokio::test]
async fn hedges_have_a_budget() {
    streamed(async |scene| {
        let steps = [slow("a", AFTER * 2), says("b")];
        let stage = scene
            .configured(steps, |config| {
                let hedge = HedgeConfig { after: Some(AFTER), burst: Some(1), deposit: Some(0.0) };
                config.routes[0].hedge = Some(OffOr::section(hedge));
            })
            .await;
        scene.ask(&stage).await.is_answered("b", &["a cancelled", "b ok"]);
        scene.ask(&stage).await.is_answered("a", &["a ok"]).not_before(AFTER * 2);
        asked(&stage, &[2, 1], scene);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_hedged_while_somebody_queues() {
    streamed(async |scene| {
        let steps = [slow("a", AFTER * 2), slow("b", SLOW)];
        let stage = scene
            .configured(steps, |config| {
                hedging(config);
                config.admission.cap = Some(1);
                config.admission.queue = Some(10);
                config.admission.target = Some(SLOW);
            })
            .await;
        let (first, second) = tokio::join!(scene.ask(&stage), scene.ask(&stage));
        for told in [first, second] {
            assert_eq!(told.reply.text(), super::scene::from("a"), "{}", told.scenery());
        }
        asked(&stage, &[2, 0], scene);
    })
    .await;
}

#[tokio::test]
async fn a_route_may_do_without() {
    streamed(async |scene| {
        let steps = [slow("a", AFTER * 2), says("b")];
        let off = |config: &mut Config| config.routes[0].hedge = Some(OffOr::Off);
        let stage = scene.configured(steps, off).await;
        scene.ask(&stage).await.is_answered("a", &["a ok"]).not_before(AFTER * 2);
        asked(&stage, &[1, 0], scene);
    })
    .await;
}

#[tokio::test]
async fn a_whole_answer_is_not_hedged_before_anybody_knows_how_long_it_takes() {
    whole(async |scene| {
        let stage = scene.configured([slow("a", AFTER * 2), says("b")], hedging).await;
        scene.ask(&stage).await.is_answered("a", &["a ok"]).not_before(AFTER * 2);
        asked(&stage, &[1, 0], scene);
    })
    .await;
}

#[tokio::test]
async fn a_whole_answer_is_hedged_once_that_is_known() {
    whole(async |scene| {
        let stage = scene.configured([says("a"), says("b")], hedging).await;
        for _ in 0..55 {
            scene.ask(&stage).await.is_answered("a", &["a ok"]);
        }
        stage.providers[0].set_script(slow("a", SLOW));
        let told = scene.ask(&stage).await;
        told.is_answered("b", &["a cancelled", "b ok"]).within(AFTER + AT_ONCE);
        asked(&stage, &[56, 1], scene);
        assert_let_go(&stage, 0, scene).await;
    })
    .await;
}

#[tokio::test]
async fn a_caller_who_leaves_takes_both_along() {
    streamed(async |scene| {
        let hanging = || Script::of(Step::fault(Fault::Hang));
        let stage = scene.configured([hanging(), hanging()], hedging).await;
        let caller = tokio::spawn(stage.post(body(scene.stream).to_string()).send());
        assert!(stage.providers[1].wait_for_seen(1, AT_ONCE).await, "{scene:?}: no hedge");
        caller.abort();
        for place in [0, 1] {
            assert_let_go(&stage, place, scene).await;
        }
        asked(&stage, &[1, 1], scene);
    })
    .await;
}

#[tokio::test]
async fn with_nobody_else_to_ask_there_is_no_hedge() {
    everywhere(async |scene| {
        let stage = scene.configured([slow("a", AFTER * 2)], hedging).await;
        scene.ask(&stage).await.is_answered("a", &["a ok"]);
        asked(&stage, &[1], scene);
    })
    .await;
}
