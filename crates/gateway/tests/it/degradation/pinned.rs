//! Levels that are held by hand.

use osier_simulate::{Dialect, Seen};
use serde_json::{Value, json};

use super::{SMALL, is_a_whole_stream, on_a_ladder, order, served, set, two};
use crate::inbox::Inbox;
use crate::reply::Reply;
use crate::stage::{DIALECTS, Stage, body, staged};

/// A caller that asks for a long stream.
async fn ask(stage: &Stage) -> Reply {
    let mut body = body(true);
    body["max_tokens"] = json!(9000);
    body["tools"] =
        json!([{ "type": "function", "function": { "name": "look", "parameters": {} } }]);
    body["tool_choice"] = json!("auto");
    stage.send(stage.post(body.to_string())).await
}

/// The longest answer that a provider was asked for, and whether as a stream.
fn asked(dialect: Dialect, seen: &Seen) -> (Value, bool) {
    let body = seen.json().expect("JSON");
    let longest = match dialect {
        Dialect::Ollama => body["options"]["num_predict"].clone(),
        _ if body["max_completion_tokens"].is_null() => body["max_tokens"].clone(),
        _ => body["max_completion_tokens"].clone(),
    };
    assert!(body.get("tool_choice").is_none() && body.get("tools").is_none(), "{body}");
    (longest, body["stream"].as_bool().unwrap_or_default())
}

#[tokio::test]
async fn at_minimal_a_provider_is_asked_for_little_and_a_streaming_caller_has_its_stream() {
    for dialect in DIALECTS {
        let stage = staged(dialect, two(), on_a_ladder(SMALL)).await;
        set(&stage, "minimal").await;
        let reply = ask(&stage).await;
        is_a_whole_stream(&reply);
        assert_eq!(reply.text(), "from the small", "{dialect:?}");
        assert_eq!(served(&reply), ["minimal", "pinned"], "{dialect:?}");
        assert_eq!(reply.header("x-osier-target"), Some("b"), "{dialect:?}");
        assert_eq!(reply.tried_in_all(), ["b ok"], "{dialect:?}");
        assert_eq!(asked(dialect, &stage.calls(1)[0]), (json!(512), false), "{dialect:?}");
        assert_eq!(stage.counts(), [0, 1], "{dialect:?}");
    }
}

#[tokio::test]
async fn at_reduced_the_stream_is_the_providers_own() {
    for dialect in DIALECTS {
        let stage = staged(dialect, two(), on_a_ladder(SMALL)).await;
        set(&stage, "reduced").await;
        let reply = ask(&stage).await;
        is_a_whole_stream(&reply);
        assert_eq!(served(&reply), ["reduced", "pinned"], "{dialect:?}");
        assert_eq!(asked(dialect, &stage.calls(1)[0]), (json!(2048), true), "{dialect:?}");
    }
}

#[tokio::test]
async fn a_target_without_a_model_of_its_own_is_asked_for_that_of_the_level() {
    let stage = staged(Dialect::OpenAi, two(), |config| {
        on_a_ladder(SMALL)(config);
        config.targets[1].model = None;
    });
    let stage = stage.await;
    set(&stage, "reduced").await;
    assert_eq!(stage.chat(false).await.status, 200);
    assert_eq!(stage.calls(1)[0].json().expect("JSON")["model"], "small");
}

#[tokio::test]
async fn a_level_that_is_held_is_an_alert_and_so_is_its_release() {
    let inbox = Inbox::open().await;
    let webhook = inbox.webhook();
    let stage = staged(Dialect::OpenAi, two(), |config| {
        on_a_ladder(SMALL)(config);
        config.webhooks.push(webhook);
    });
    let stage = stage.await;
    let orders =
        [("minimal", ["full", "minimal", "pinned"]), ("auto", ["minimal", "full", "released"])];
    for (count, (level, [from, to, reason])) in (1..).zip(orders) {
        let reply = order(&stage, &json!({ "level": level, "model": "any" })).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let alert = inbox.has(count).await[count - 1].alert(stage.gateway.clock().unix_time());
        let told =
            [&alert["scope"], &alert["name"], &alert["from"], &alert["to"], &alert["reason"]];
        assert_eq!(told, ["route", "*", from, to, reason]);
        assert_eq!(served(&stage.chat(false).await)[0], to);
    }
}
