//! The provider is the only one of its route, and is protected all the same.

use std::time::Duration;

use futures_util::future::join_all;
use osier_gateway::config::UnreadyConfig;
use osier_simulate::{Preset, Script, Step};

use super::scene::{AT_ONCE, SECOND, Scene, asked, everywhere, pause, says};
use crate::stage::Stage;

#[tokio::test]
async fn what_keeps_failing_is_tried_three_times_and_is_a_bad_gateway() {
    everywhere(async |scene| {
        let stage = scene.stage([Step::status(Preset::ServerError)]).await;
        let told = scene.ask(&stage).await;
        told.fails(502, "provider_failed", &["a server"; 3]).within(AT_ONCE);
        asked(&stage, &[3], scene);
        assert!(stage.gaps(0).iter().all(|gap| *gap < AT_ONCE), "{:?}", stage.gaps(0));
    })
    .await;
}

#[tokio::test]
async fn an_open_circuit_is_told_at_once_with_a_time_and_nothing_is_sent_until_then() {
    everywhere(async |scene| {
        let stage = scene
            .staged([Step::status(Preset::ServerError)], |target| {
                target.breaker.open = Some(30 * SECOND);
                target.breaker.jitter = Some(0.0);
            })
            .await;
        for _ in 0..2 {
            assert!(scene.ask(&stage).await.reply.status.is_server_error());
        }
        asked(&stage, &[5], scene);
        for _ in 0..5 {
            let told = scene.ask(&stage).await;
            assert_eq!(told.reply.status, 503, "{}", told.scenery());
            assert!((15..=30).contains(&told.retry_after()), "{}", told.scenery());
            told.within(AT_ONCE);
        }
        asked(&stage, &[5], scene);
    })
    .await;
}

#[tokio::test]
async fn a_circuit_that_is_about_to_close_is_waited_for() {
    everywhere(async |scene| {
        let stage = scene
            .staged([says("a")], |target| {
                target.breaker.open = Some(2 * SECOND);
                target.breaker.jitter = Some(0.0);
            })
            .await;
        stage.providers[0].set_script(Step::status(Preset::ServerError));
        for _ in 0..2 {
            scene.ask(&stage).await;
        }
        asked(&stage, &[5], scene);
        stage.providers[0].set_script(says("a"));
        let told = scene.ask(&stage).await;
        told.within(2 * SECOND + AT_ONCE);
        assert_eq!(told.reply.text(), super::scene::from("a"), "{}", told.scenery());
        assert!(stage.gaps(0)[4] >= 2 * SECOND, "{scene:?}: {:?}", stage.gaps(0));
    })
    .await;
}

/// A route whose only target is down, and what its caller wants then.
async fn down(scene: Scene, unready: UnreadyConfig) -> Stage {
    let stage = scene
        .configured([Script::of(Step::status(Preset::ServerError))], |config| {
            config.targets[0].breaker.open = Some(2 * SECOND);
            config.targets[0].breaker.jitter = Some(0.0);
            config.routes[0].unready = Some(unready);
        })
        .await;
    for _ in 0..2 {
        scene.ask(&stage).await;
    }
    asked(&stage, &[5], scene);
    stage
}

#[tokio::test]
async fn a_caller_may_want_no_wait() {
    everywhere(async |scene| {
        let stage = down(scene, UnreadyConfig::Reject).await;
        let told = scene.ask(&stage).await;
        assert_eq!(told.reply.status, 503, "{}", told.scenery());
        assert!((1..=2).contains(&told.retry_after()), "{}", told.scenery());
        told.within(AT_ONCE);
        asked(&stage, &[5], scene);
    })
    .await;
}

#[tokio::test]
async fn a_caller_may_want_an_unlikely_answer() {
    everywhere(async |scene| {
        let stage = down(scene, UnreadyConfig::BestOfBad).await;
        let told = scene.ask(&stage).await;
        assert!(told.reply.status.is_server_error(), "{}", told.scenery());
        assert!(stage.counts()[0] >= 6, "{scene:?}");
        let before = stage.counts()[0];
        stage.providers[0].set_script(says("a"));
        let told = scene.ask(&stage).await;
        assert_eq!(told.reply.text(), super::scene::from("a"), "{}", told.scenery());
        told.within(AT_ONCE);
        assert_eq!(stage.counts()[0] - before, 1, "{scene:?}");
    })
    .await;
}

#[tokio::test]
async fn retries_have_a_budget() {
    everywhere(async |scene| {
        let stage = scene
            .configured([Script::of(Step::status(Preset::ServerError))], |config| {
                let target = &mut config.targets[0];
                target.breaker.enabled = Some(false);
                target.limit.enabled = Some(false);
                target.retry.base = Some(Duration::from_millis(5));
                target.retry.budget.burst = Some(4);
                target.retry.budget.floor = Some(0.0);
            })
            .await;
        for _ in 0..20 {
            assert_eq!(scene.ask(&stage).await.reply.status, 502);
        }
        asked(&stage, &[20 + 4], scene);
    })
    .await;
}

#[tokio::test]
async fn a_crowd_before_an_open_circuit_is_answered_at_once_and_sends_one_probe() {
    everywhere(async |scene| {
        let stage = scene
            .staged([Step::status(Preset::ServerError)], |target| {
                target.breaker.open = Some(SECOND);
                target.breaker.jitter = Some(0.0);
            })
            .await;
        for _ in 0..2 {
            scene.ask(&stage).await;
        }
        asked(&stage, &[5], scene);
        pause(SECOND).await;
        let crowd =
            join_all((0..20).map(|_| scene.ask_with(&stage, "x-osier-timeout", "1.5"))).await;
        assert!(crowd.iter().all(|told| told.reply.status.is_server_error()), "{scene:?}");
        asked(&stage, &[6], scene);
    })
    .await;
}
