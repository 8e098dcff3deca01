//! The provider understands the request and does not take it.

use std::num::NonZeroU32;

use osier_gateway::config::{Config, RefusalsConfig};
use osier_simulate::{Answer, Dialect, Fault, Preset, Step};
use serde_json::json;

use super::scene::{AT_ONCE, Scene, asked, everywhere, says};

#[tokio::test]
async fn a_request_that_is_too_long_is_answered_by_a_target_with_more_room() {
    everywhere(async |scene| {
        let small = says("a").with_fault(Fault::ContextLimit { tokens: 500 });
        let large = says("b").with_fault(Fault::ContextLimit { tokens: 50_000 });
        let stage = scene.stage([small, large]).await;
        scene.ask(&stage).await.is_answered("a", &["a ok"]);
        let told = scene.ask_for(&stage, json!({ "messages": long() })).await;
        told.is_answered("b", &["a context_length", "b ok"]).within(AT_ONCE);
        asked(&stage, &[2, 1], scene);
    })
    .await;
}

#[tokio::test]
async fn a_target_that_is_declared_too_small_is_not_asked_at_all() {
    everywhere(async |scene| {
        let small = says("a").with_fault(Fault::ContextLimit { tokens: 500 });
        let stage = scene
            .configured([small, says("b")], |config| {
                config.targets[0].context = NonZeroU32::new(500);
                config.targets[1].context = NonZeroU32::new(50_000);
            })
            .await;
        scene.ask(&stage).await.is_answered("a", &["a ok"]);
        let told = scene.ask_for(&stage, json!({ "messages": long() })).await;
        told.is_answered("b", &["b ok"]).within(AT_ONCE);
        asked(&stage, &[1, 1], scene);
    })
    .await;
}

#[tokio::test]
async fn a_request_that_is_too_long_for_every_declared_context_is_not_sent() {
    everywhere(async |scene| {
        let stage = scene
            .staged([says("a"), says("b")], |target| target.context = NonZeroU32::new(500))
            .await;
        let told = scene.ask_for(&stage, json!({ "messages": long() })).await;
        assert_eq!(told.reply.status, 400, "{}", told.scenery());
        assert_eq!(told.reply.code(), "context_length_exceeded", "{}", told.scenery());
        told.within(AT_ONCE);
        asked(&stage, &[0, 0], scene);
    })
    .await;
}

fn long() -> serde_json::Value {
    json!([{ "role": "user", "content": "word ".repeat(1000) }])
}

#[tokio::test]
async fn a_model_that_is_not_there_is_asked_for_once() {
    everywhere(async |scene| {
        let missing = || Step::status(Preset::ModelNotFound);
        let stage = scene.stage([missing(), says("b")]).await;
        scene.ask(&stage).await.is_answered("b", &["a model_not_found", "b ok"]).within(AT_ONCE);
        asked(&stage, &[1, 1], scene);
        let stage = scene.stage([missing()]).await;
        let told = scene.ask(&stage).await;
        told.fails(404, "model_not_found", &["a model_not_found"]).within(AT_ONCE);
        asked(&stage, &[1], scene);
    })
    .await;
}

#[tokio::test]
async fn a_request_that_is_too_long_for_all_is_the_callers_to_mend_and_not_sent_twice() {
    everywhere(async |scene| {
        for targets in [1, 3] {
            let stage = scene.stage(vec![Step::status(Preset::ContextLength); targets]).await;
            let told = scene.ask(&stage).await;
            let tried = ["a context_length", "b context_length", "c context_length"];
            told.fails(400, "context_length_exceeded", &tried[..targets]).within(AT_ONCE);
            assert_eq!(told.reply.json()["error"]["type"], "invalid_request_error");
            asked(&stage, &vec![1; targets], scene);
        }
    })
    .await;
}

/// Ollama has no words for it: its request is only wrong.
fn policy(scene: Scene) -> (&'static str, &'static str) {
    match scene.dialect {
        Dialect::Ollama => ("invalid_request", "a invalid_request"),
        _ => ("content_policy_violation", "a content_policy"),
    }
}

#[tokio::test]
async fn content_that_is_refused_with_an_error_is_refused_once() {
    everywhere(async |scene| {
        let stage = scene.stage([Step::status(Preset::ContentFilter), says("b")]).await;
        let told = scene.ask(&stage).await;
        let (code, tried) = policy(scene);
        told.fails(400, code, &[tried]).within(AT_ONCE);
        asked(&stage, &[1, 0], scene);
    })
    .await;
}

#[tokio::test]
async fn a_route_may_ask_another_target_instead() {
    everywhere(async |scene| {
        if scene.dialect == Dialect::Ollama {
            // Nobody can tell its refusal from a wrong request.
            return;
        }
        let around = |config: &mut Config| {
            config.routes[0].refusals = Some(RefusalsConfig::RouteAround);
        };
        let steps = [Step::status(Preset::ContentFilter), says("b")];
        let stage = scene.configured(steps, around).await;
        let told = scene.ask(&stage).await;
        told.is_answered("b", &["a content_policy", "b ok"]).within(AT_ONCE);
        asked(&stage, &[1, 1], scene);

        let steps = [Preset::ContentFilter, Preset::ContentFilter].map(Step::status);
        let stage = scene.configured(steps, around).await;
        let told = scene.ask(&stage).await;
        let tried = ["a content_policy", "b content_policy"];
        told.fails(400, "content_policy_violation", &tried).within(AT_ONCE);
        asked(&stage, &[1, 1], scene);
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_is_a_refusal_is_the_answer() {
    const WORDS: &str = "I will not \u{2014} and that's that.";
    everywhere(async |scene| {
        let stage = scene.stage([Step::of(Answer::refusal(WORDS)), says("b")]).await;
        let told = scene.ask(&stage).await;
        assert_eq!(told.reply.status, 200, "{}", told.scenery());
        // Ollama has no place for one but the text.
        let said = match scene.dialect {
            Dialect::Ollama => told.reply.text(),
            _ => told.reply.refusal(),
        };
        assert_eq!(said, WORDS, "{}", told.scenery());
        asked(&stage, &[1, 0], scene);
    })
    .await;
}
