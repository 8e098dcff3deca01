//! The provider says 200 and means something else.

use std::time::Duration;

use osier_gateway::config::TargetConfig;
use osier_simulate::{Dialect, Fault, Preset, Step};

use super::scene::{AT_ONCE, Scene, asked, each, everywhere, says};

/// The failures that a body tells without its status. Ollama's have no codes, and few words of theirs
/// mean one thing.
fn told_by_body(dialect: Dialect) -> Vec<Preset> {
    let both = vec![Preset::Overloaded, Preset::ContextLength];
    match dialect {
        Dialect::Ollama => both,
        _ => [both, vec![Preset::Quota, Preset::Auth]].concat(),
    }
}

fn hasty(target: &mut TargetConfig) {
    target.retry.wait_base = Some(Duration::from_millis(50));
}

#[tokio::test]
async fn an_error_with_status_200_is_the_error_it_really_is() {
    everywhere(async |scene| {
        each(told_by_body(scene.dialect), async |preset| {
            let mut seen = Vec::new();
            for step in [Step::status(preset), Step::fault(Fault::ErrorWith200(preset))] {
                let stage = scene.staged([step.clone(), says("b")], hasty).await;
                let told = scene.ask(&stage).await;
                told.is_answered("b", &[&told.reply.tried()[0], "b ok"]).within(AT_ONCE);
                let alone = scene.staged([step], hasty).await;
                let failed = scene.ask(&alone).await;
                let counts = (stage.counts(), alone.counts());
                seen.push((counts, failed.reply.status, failed.reply.code(), failed.reply.tried()));
            }
            assert_eq!(seen[0], seen[1], "{scene:?} {preset:?}");
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_web_page_or_garbage_is_a_failure_like_any_other() {
    everywhere(async |scene| {
        for fault in [Fault::Html, Fault::Garbage] {
            let stage = scene.stage([Step::fault(fault.clone()), says("b")]).await;
            let told = scene.ask(&stage).await;
            let failure = called(&fault, scene);
            told.is_answered("b", &[failure, failure, "b ok"]).within(AT_ONCE);
            asked(&stage, &[2, 1], scene);

            let stage = scene.stage([Step::fault(fault)]).await;
            let told = scene.ask(&stage).await;
            told.fails(502, "provider_failed", &[failure; 2]).within(AT_ONCE);
            assert!(!told.reply.body.contains("<html>"), "{}", told.scenery());
            asked(&stage, &[2], scene);
        }
    })
    .await;
}

/// What no reader of server-sent events can see is a stream that ended without a word.
fn called(fault: &Fault, scene: Scene) -> &'static str {
    let unseen = *fault == Fault::Garbage && scene.stream && scene.dialect != Dialect::Ollama;
    if unseen { "a cut" } else { "a malformed" }
}
