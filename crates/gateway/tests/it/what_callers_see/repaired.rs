//! The provider rejects one parameter that it does not support.

use osier_simulate::{Dialect, Fault, Script, Seen};
use serde_json::{Value, json};

use super::scene::{AT_ONCE, Scene, asked, everywhere, says};

/// Parameters that a model of the dialect may reject.
fn rejected(scene: Scene) -> Vec<(&'static str, Value)> {
    let effort = ("reasoning_effort", json!("low"));
    let heat = ("temperature", json!(0.2));
    match scene.dialect {
        Dialect::Ollama => vec![effort],
        Dialect::Anthropic => vec![effort, heat],
        _ => vec![effort, heat, ("seed", json!(7)), ("top_p", json!(0.5))],
    }
}

/// The request without what its dialect has for the parameter.
fn without(seen: &Seen, param: &str) -> Value {
    let mut body = seen.json().expect("JSON");
    let fields = body.as_object_mut().expect("fields");
    for name in [param, "think", "output_config"] {
        fields.remove(name);
    }
    body
}

#[tokio::test]
async fn the_request_is_repaired_once_and_answered_by_the_same_target() {
    everywhere(async |scene| {
        for (param, value) in rejected(scene) {
            let step = says("a").with_fault(Fault::rejects(param));
            let stage = scene.stage([step, says("b")]).await;
            let told = scene.ask_for(&stage, json!({ param: value })).await;
            told.is_answered("a", &["a unsupported_parameter", "a ok"]).within(AT_ONCE);
            asked(&stage, &[2, 0], scene);
            let calls = stage.calls(0);
            assert_ne!(calls[0].json(), calls[1].json(), "{scene:?}: {param}");
            assert_eq!(without(&calls[0], param), calls[1].json().expect("JSON"), "{scene:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_ceiling_on_tokens_keeps_its_value_under_its_other_name() {
    everywhere(async |scene| {
        if matches!(scene.dialect, Dialect::Anthropic | Dialect::Ollama) {
            // There is one name for it, which no model rejects.
            return;
        }
        let step = says("a").with_fault(Fault::rejects("max_tokens"));
        let stage = scene.stage([step, says("b")]).await;
        let told = scene.ask_for(&stage, json!({ "max_tokens": 77 })).await;
        told.is_answered("a", &["a unsupported_parameter", "a ok"]).within(AT_ONCE);
        let repaired = stage.calls(0)[1].json().expect("JSON");
        assert_eq!(repaired["max_completion_tokens"], 77, "{scene:?}");
        assert!(repaired.get("max_tokens").is_none(), "{scene:?}");
        asked(&stage, &[2, 0], scene);
    })
    .await;
}

#[tokio::test]
async fn a_repaired_request_that_is_rejected_too_goes_elsewhere() {
    everywhere(async |scene| {
        if scene.dialect == Dialect::Ollama {
            // It rejects no second parameter of a request that has no tools.
            return;
        }
        let script = Script::of(says("a").with_fault(Fault::rejects("temperature")))
            .then(says("a").with_fault(Fault::rejects("reasoning_effort")));
        let stage = scene.stage([script, says("b").into()]).await;
        let both = json!({ "temperature": 0.2, "reasoning_effort": "low" });
        let told = scene.ask_for(&stage, both).await;
        let rejected = "a unsupported_parameter";
        told.is_answered("b", &[rejected, rejected, "b ok"]).within(AT_ONCE);
        asked(&stage, &[2, 1], scene);
        // What one target rejects is no reason to ask another for less.
        let asked_of_b = stage.calls(1)[0].json().expect("JSON");
        assert_eq!(asked_of_b["temperature"], 0.2, "{scene:?}");
    })
    .await;
}

#[tokio::test]
async fn what_gives_the_request_its_meaning_is_asked_of_another_target() {
    everywhere(async |scene| {
        let step = says("a").with_fault(Fault::rejects("tools"));
        let stage = scene.stage([step, says("b")]).await;
        let tool = json!({ "type": "function", "function": { "name": "f", "parameters": {} } });
        let told = scene.ask_for(&stage, json!({ "tools": [tool] })).await;
        told.is_answered("b", &["a unsupported_parameter", "b ok"]).within(AT_ONCE);
        asked(&stage, &[1, 1], scene);
    })
    .await;
}
