//! The provider rejects the key, or is out of money.

use std::time::Duration;

use osier_gateway::config::Config;
use osier_simulate::{Preset, Script, Server, Step};

use super::scene::{AT_ONCE, asked, each, everywhere, from, says};
use crate::inbox::Inbox;
use crate::stage::Stage;

/// What is wrong, its kind, and how it looks from outside.
fn failures() -> [(Preset, &'static str, u16, &'static str); 6] {
    [
        (Preset::Auth, "auth", 502, "provider_auth"),
        (Preset::FlatAuth, "auth", 502, "provider_auth"),
        (Preset::Forbidden, "auth", 502, "provider_auth"),
        (Preset::Quota, "quota_exceeded", 429, "insufficient_quota"),
        (Preset::CreditBalance, "quota_exceeded", 429, "insufficient_quota"),
        (Preset::SpendLimit, "quota_exceeded", 429, "insufficient_quota"),
    ]
}

#[tokio::test]
async fn another_target_answers_and_nothing_more_is_sent_with_that_credential() {
    everywhere(async |scene| {
        each(failures(), async |(preset, kind, ..)| {
            let stage = scene.stage([Step::status(preset), says("b")]).await;
            let told = scene.ask(&stage).await;
            told.is_answered("b", &[&format!("a {kind}"), "b ok"]).within(AT_ONCE);
            for _ in 0..5 {
                scene.ask(&stage).await.is_answered("b", &["b ok"]).within(AT_ONCE);
            }
            asked(&stage, &[1, 6], scene);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn the_only_target_with_such_a_credential_is_asked_once_and_then_never() {
    everywhere(async |scene| {
        each(failures(), async |(preset, kind, status, code)| {
            let stage = scene.stage([Step::status(preset)]).await;
            let told = scene.ask(&stage).await;
            told.fails(status, code, &[format!("a {kind}")]).within(AT_ONCE);
            assert_eq!(told.reply.header("x-should-retry"), Some("false"), "{}", told.scenery());
            for _ in 0..5 {
                let told = scene.ask(&stage).await;
                assert_eq!(told.reply.code(), code, "{}", told.scenery());
                assert_eq!(told.reply.status, status, "{}", told.scenery());
                told.within(AT_ONCE);
            }
            asked(&stage, &[1], scene);
        })
        .await;
    })
    .await;
}

/// A credential that is used again is used as before.
fn at_once(config: &mut Config) {
    config.health.ramp = Some(Duration::ZERO);
}

/// What is told of the first target.
async fn standing(stage: &Stage) -> (String, String) {
    let health = stage.get("/v1/health").await.json();
    let word = |name: &str| health["targets"][0][name].as_str().unwrap_or_default().to_owned();
    (word("status"), word("reason"))
}

#[tokio::test]
async fn it_is_one_alert_and_whoever_mends_it_says_so() {
    everywhere(async |scene| {
        let inbox = Inbox::open().await;
        let webhook = inbox.webhook();
        let script = Script::of(Step::status(Preset::Auth)).then(says("a"));
        let alerting = |config: &mut Config| {
            at_once(config);
            config.webhooks.push(webhook);
        };
        let stage = scene.configured([script, says("b").into()], alerting).await;
        for _ in 0..3 {
            assert_eq!(scene.ask(&stage).await.reply.text(), from("b"), "{scene:?}");
        }
        assert_eq!(standing(&stage).await, ("benched".to_owned(), "auth".to_owned()), "{scene:?}");
        let now = stage.gateway.clock().unix_time();
        let alert = inbox.has(1).await[0].alert(now);
        assert_eq!([&alert["to"], &alert["reason"]], ["benched", "auth"], "{scene:?}");
        assert!(!alert.to_string().contains("sk-test-key"), "{scene:?}");

        assert_eq!(stage.gateway.reinstate(), 1, "{scene:?}");
        scene.ask(&stage).await.is_answered("a", &["a ok"]).within(AT_ONCE);
        let alert = inbox.has(2).await[1].alert(now);
        assert_eq!([&alert["to"], &alert["reason"]], ["in_use", "by_hand"], "{scene:?}");
        assert_eq!(inbox.letters().len(), 2, "{scene:?}");
        asked(&stage, &[2, 3], scene);
    })
    .await;
}

#[tokio::test]
async fn a_key_that_was_not_mended_is_asked_for_once_more_and_a_mended_one_answers() {
    everywhere(async |scene| {
        let locked = Server::builder(scene.dialect, says("a")).require_key("another");
        let providers = vec![
            locked.start().await.expect("a free port"),
            Server::start(scene.dialect, says("b")).await.expect("a free port"),
        ];
        let stage = scene.before(providers, at_once).await;
        for _ in 0..2 {
            scene.ask(&stage).await.is_answered("b", &["a auth", "b ok"]).within(AT_ONCE);
            scene.ask(&stage).await.is_answered("b", &["b ok"]).within(AT_ONCE);
            assert_eq!(stage.gateway.reinstate(), 1, "{scene:?}");
        }
        assert_eq!(stage.providers[0].seen_count(), 2, "{scene:?}");
        stage.providers[0].set_key(None);
        scene.ask(&stage).await.is_answered("a", &["a ok"]).within(AT_ONCE);
        asked(&stage, &[1, 4], scene);
    })
    .await;
}
