//! The provider rejects the key, or is out of money.

use osier_simulate::{Preset, Step};

use super::scene::{AT_ONCE, asked, each, everywhere, says};

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
