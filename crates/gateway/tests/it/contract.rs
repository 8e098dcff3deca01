//! What clients of an OpenAI-compatible endpoint rely on.

use osier_simulate::{Dialect, Preset, Script, Status, Step};
use std::time::Duration;

use crate::stage::{DIALECTS, body, stage};

#[tokio::test]
async fn a_whole_answer_has_every_field_clients_read() {
    for dialect in DIALECTS {
        let stage = stage(dialect, [Step::answer("Hello there")]).await;
        let reply = stage.chat(false).await;
        let json = reply.json();
        assert_eq!(reply.header("content-type"), Some("application/json"));
        assert_eq!(json["object"], "chat.completion", "{dialect:?}: {json}");
        assert!(json["id"].is_string() && json["created"].is_u64() && json["model"].is_string());
        assert_eq!(json["choices"][0]["index"], 0);
        assert_eq!(json["choices"][0]["message"]["role"], "assistant");
        assert_eq!(json["choices"][0]["finish_reason"], "stop");
        assert!(json["usage"]["total_tokens"].as_u64() > Some(0), "{json}");
        assert!(reply.header("x-request-id").is_some());
    }
}

#[tokio::test]
async fn a_stream_has_its_role_first_its_finish_apart_and_usage_only_if_asked() {
    for dialect in DIALECTS {
        let stage = stage(dialect, [Step::answer("Hello there")]).await;
        let plain = stage.chat(true).await;
        assert_eq!(plain.header("content-type"), Some("text/event-stream; charset=utf-8"));
        assert_eq!(plain.header("cache-control"), Some("no-cache"));
        assert_eq!(plain.header("x-accel-buffering"), Some("no"));
        let events = plain.events();
        assert_eq!(events[0]["choices"][0]["delta"]["role"], "assistant", "{dialect:?}");
        assert!(events.iter().all(|e| e["choices"].as_array().is_some_and(|c| !c.is_empty())));
        assert_eq!(events.last().expect("events")["choices"][0]["finish_reason"], "stop");

        let mut asking = body(true);
        asking["stream_options"] = serde_json::json!({ "include_usage": true });
        let asked = stage.send(stage.post(asking.to_string())).await;
        let events = asked.events();
        let last = events.last().expect("events");
        assert_eq!(last["choices"], serde_json::json!([]), "{dialect:?}: {last}");
        assert!(last["usage"]["total_tokens"].as_u64() > Some(0), "{dialect:?}: {last}");
    }
}

#[tokio::test]
async fn unknown_parameters_reach_a_compatible_provider_as_they_were_sent() {
    let stage = stage(Dialect::OpenAi, [Step::answer("ok")]).await;
    let sent = r#"{"model":"any","top_k":40,"x":{"b":1.50,"a":[]},"messages":[{"role":"user","content":"\u00e9"}]}"#;
    assert_eq!(stage.send(stage.post(sent)).await.status, 200);
    let arrived = stage.providers[0].seen().pop().expect("a request");
    assert_eq!(arrived.body, sent.replace("\"any\"", "\"model-a\""));
    assert_eq!(arrived.header("authorization"), Some("Bearer sk-test-key"));
}

#[tokio::test]
async fn what_no_target_can_express_is_named() {
    let stage = stage(Dialect::Anthropic, [Step::answer("ok")]).await;
    let mut request = body(false);
    request["logit_bias"] = serde_json::json!({ "50256": -100 });
    let reply = stage.send(stage.post(request.to_string())).await;
    assert_eq!((reply.status.as_u16(), &*reply.code()), (400, "unsupported_parameter"));
    assert_eq!(reply.json()["error"]["param"], "logit_bias");
    assert_eq!(stage.counts(), [0]);
}

#[tokio::test]
async fn every_kind_of_failure_has_its_status_and_code() {
    let wait =
        |seconds| Status::from(Preset::RateLimited).retry_after(Duration::from_secs(seconds));
    let table: [(Step, u16, &str, Option<&str>); 7] = [
        (Step::status(wait(7)), 429, "rate_limit_exceeded", Some("7")),
        (Step::status(Preset::Quota), 429, "insufficient_quota", None),
        (Step::status(Preset::Auth), 502, "provider_auth", None),
        (Step::status(Preset::ServerError), 502, "provider_failed", None),
        (Step::status(Preset::ContextLength), 400, "context_length_exceeded", None),
        (Step::status(Preset::ModelNotFound), 404, "model_not_found", None),
        (
            Step::status(Status::from(Preset::Overloaded).without_hints()),
            503,
            "overloaded",
            Some("1"),
        ),
    ];
    for dialect in DIALECTS {
        for (step, status, code, retry_after) in table.clone() {
            for stream in [false, true] {
                let stage = stage(dialect, [step.clone()]).await;
                let reply = stage.chat(stream).await;
                let scene = format!("{dialect:?} {code}: {}", reply.body);
                assert_eq!((reply.status.as_u16(), &*reply.code()), (status, code), "{scene}");
                assert_eq!(reply.header("retry-after"), retry_after, "{scene}");
                let hopeless =
                    !matches!(code, "rate_limit_exceeded" | "overloaded" | "provider_failed");
                assert_eq!(reply.header("x-should-retry"), hopeless.then_some("false"), "{scene}");
                assert!(reply.header("x-request-id").is_some(), "{scene}");
                assert!(!reply.body.contains("sk-test-key"), "{scene}");
            }
        }
    }
}

#[tokio::test]
async fn the_caller_may_name_its_request_prefer_a_target_and_set_a_deadline() {
    let slow = Step::answer("late").headers_after(Duration::from_secs(5));
    let stage = stage(Dialect::OpenAi, [Script::of(slow), Script::of(Step::answer("b"))]).await;
    let preferring = stage.post(body(false).to_string()).header("x-osier-preferred", "b");
    let reply = stage.send(preferring.header("x-request-id", "my-id")).await;
    assert_eq!(
        (reply.header("x-request-id"), reply.header("x-osier-target")),
        (Some("my-id"), Some("b"))
    );

    let only_slow = stage.post(body(false).to_string()).header("x-osier-timeout", "200ms");
    let reply = stage.send(only_slow).await;
    assert_eq!(reply.header("x-osier-target"), Some("b"), "{}", reply.body);

    let wrong = stage.post(body(false).to_string()).header("x-osier-timeout", "soon");
    assert_eq!(stage.send(wrong).await.status, 400);
}

#[tokio::test]
async fn models_and_health_can_be_asked_for() {
    let stage = stage(Dialect::OpenAi, [Step::answer("a"), Step::answer("b")]).await;
    let list = stage.get("/v1/models").await.json();
    assert_eq!(list["object"], "list");
    assert_eq!(
        (&list["data"][0]["id"], &list["data"][1]["id"]),
        (&"model-a".into(), &"model-b".into())
    );
    assert_eq!(stage.get("/v1/models/any%2Fname").await.json()["id"], "any/name");
    let health = stage.get("/v1/health").await.json();
    assert_eq!(
        (&health["status"], &health["targets"][1]["name"]),
        (&"healthy".into(), &"b".into())
    );
    for path in ["/healthz", "/readyz", "/v1/health", "/v1/models"] {
        let reply = stage.get(path).await;
        assert_eq!(reply.status, 200, "{path}");
        assert!(reply.header("x-request-id").is_some(), "{path}");
    }
    let reply = stage.get("/v1/models/%ff").await;
    assert_eq!((reply.status.as_u16(), &*reply.code()), (400, "invalid_url"));
}

#[tokio::test]
async fn the_patience_of_an_official_client_bounds_whole_answers_and_not_streams() {
    let step = Step::answer("one two three").between_tokens(Duration::from_millis(200));
    let stage = stage(Dialect::OpenAi, [step]).await;
    let patient = |stream: bool| {
        stage.post(body(stream).to_string()).header("x-stainless-read-timeout", "0.3")
    };
    assert_eq!(stage.send(patient(true)).await.text(), "one two three");
    let reply = stage.send(patient(false)).await;
    assert_eq!((reply.status.as_u16(), &*reply.code()), (504, "timeout"));
    assert_eq!(reply.header("x-should-retry"), Some("false"));
}

#[tokio::test]
async fn a_web_page_may_not_spend_the_keys() {
    let stage = stage(Dialect::OpenAi, [Step::answer("ok")]).await;
    let request = stage.post(body(false).to_string()).header("origin", "http://evil.example");
    let reply = stage.send(request).await;
    assert_eq!((reply.status.as_u16(), &*reply.code()), (403, "origin_not_allowed"));
    assert_eq!(stage.counts(), [0]);
}
