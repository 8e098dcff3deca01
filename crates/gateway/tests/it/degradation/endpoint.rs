//! `/v1/degradation/level`.

use osier_gateway::config::OffOr;
use osier_simulate::{Preset, Script, Step};
use serde_json::{Value, json};

use super::{LEVEL, SMALL, on_a_ladder, order, served, two};
use crate::stage::{DIALECTS, Stage, stage, staged};

/// A route with a ladder, and one without.
async fn laddered() -> Stage {
    staged(DIALECTS[0], two(), on_a_ladder(&format!("{SMALL}\noffline = \"Back soon.\""))).await
}

/// The route for any name, as the endpoint tells of it.
async fn any(stage: &Stage) -> Value {
    stage.get(LEVEL).await.json()["routes"][0].clone()
}

#[tokio::test]
async fn every_route_is_shown_with_where_it_stands_and_the_worst_of_them_all() {
    let stage = laddered().await;
    let levels = json!(["full", "reduced", "minimal", "offline"]);
    let small = json!({
        "model": "small", "level": "full", "reason": "normal", "since": null, "pinned": false,
        "trial": null, "levels": ["full"],
    });
    let mut any = json!({
        "model": "*", "level": "full", "reason": "normal", "since": null, "pinned": false,
        "trial": null, "levels": levels,
    });
    let expected = json!({ "level": "full", "routes": [any, small] });
    assert_eq!(stage.get(LEVEL).await.json(), expected);
    assert_eq!(stage.get("/v1/health").await.json()["level"], "full");

    let now = stage.gateway.clock().unix_time().as_secs();
    let mut told = order(&stage, &json!({ "level": "minimal" })).await.json();
    let since = told["routes"][0]["since"].take().as_u64();
    assert!(since.is_some_and(|since| (now..now + 5).contains(&since)), "{since:?}");
    any["level"] = json!("minimal");
    any["reason"] = json!("pinned");
    any["pinned"] = json!(true);
    assert_eq!(told, json!({ "level": "minimal", "routes": [any, small] }));
    assert_eq!(stage.get("/v1/health").await.json()["level"], "minimal");
}

#[tokio::test]
async fn a_level_holds_until_it_is_let_go() {
    let stage = laddered().await;
    let table = [
        ("reduced", ["reduced", "pinned"], true),
        ("full", ["full", "pinned"], true),
        ("offline", ["offline", "pinned"], true),
        ("auto", ["full", "normal"], false),
        ("auto", ["full", "normal"], false),
    ];
    for (level, [stands, reason], pinned) in table {
        let told = order(&stage, &json!({ "level": level })).await.json();
        assert_eq!(told["level"], stands, "{level}");
        let route = any(&stage).await;
        assert_eq!(
            (&route["reason"], &route["pinned"]),
            (&json!(reason), &json!(pinned)),
            "{level}"
        );
        for _ in 0..3 {
            assert_eq!(served(&stage.chat(false).await)[0], stands);
        }
    }
}

#[tokio::test]
async fn auto_begins_at_full_also_where_no_level_was_held() {
    let broken = Script::from(Step::status(Preset::ServerError));
    let [_, small] = two();
    let stage = staged(DIALECTS[0], [broken, small], |config| {
        on_a_ladder(SMALL)(config);
        config.degrade = toml::from_str("minimum_calls = 3").expect("settings");
    });
    let stage = stage.await;
    for _ in 0..3 {
        assert_eq!(served(&stage.chat(false).await), ["reduced", "server"]);
    }
    assert_eq!(served(&stage.chat(false).await), ["reduced", "failures"]);
    let told = order(&stage, &json!({ "level": "auto" })).await.json();
    let route = &told["routes"][0];
    assert_eq!([&route["level"], &route["reason"]], ["full", "normal"]);
    assert_eq!(served(&stage.chat(false).await), ["reduced", "server"], "it has begun at full");
}

#[tokio::test]
async fn one_route_is_set_by_a_name_it_answers_to_and_no_other() {
    let stage = staged(DIALECTS[0], two(), |config| {
        on_a_ladder(SMALL)(config);
        let mut second = config.routes[0].clone();
        second.model = toml::Spanned::new(0..0, "gpt-*".to_owned());
        config.routes.push(second);
    });
    let stage = stage.await;
    for model in ["gpt-4o", "gpt-*"] {
        let told = order(&stage, &json!({ "level": "minimal", "model": model })).await.json();
        let levels: Vec<_> = (0..3).map(|route| &told["routes"][route]["level"]).collect();
        assert_eq!(levels, ["full", "full", "minimal"], "{model}");
        order(&stage, &json!({ "level": "auto" })).await;
    }
}

#[tokio::test]
async fn a_level_that_one_of_the_routes_has_is_held_on_all_of_them() {
    let stage = staged(DIALECTS[0], two(), |config| {
        on_a_ladder(&format!("{SMALL}\noffline = \"Back soon.\""))(config);
        let mut second = config.routes[0].clone();
        second.model = toml::Spanned::new(0..0, "gpt-*".to_owned());
        let ladder = toml::from_str("minimal = \"off\"").expect("a ladder");
        second.degrade = Some(OffOr::section(ladder));
        config.routes.push(second);
    });
    let stage = stage.await;
    let told = order(&stage, &json!({ "level": "offline" })).await.json();
    assert_eq!([0, 2].map(|route| &told["routes"][route]["level"]), ["offline", "reduced"]);
    for level in ["minimal", "cached", "offline"] {
        let reply = order(&stage, &json!({ "level": level, "model": "gpt-4o" })).await;
        assert_eq!((reply.status.as_u16(), &*reply.code()), (400, "invalid_value"), "{level}");
        assert!(reply.body.contains("`full`, `reduced` or `auto`"), "{}", reply.body);
    }
    assert_eq!(any(&stage).await["level"], "offline", "nothing has changed");
}

#[tokio::test]
async fn what_is_no_order_is_refused_with_what_was_expected_and_changes_nothing() {
    let stage = laddered().await;
    let names = "`full`, `reduced`, `minimal`, `cached`, `offline` or `auto`";
    let table = [
        (json!({ "level": "worse" }), 400, "invalid_value", names),
        (json!({ "level": 2 }), 400, "invalid_value", names),
        (json!({}), 400, "missing_required_parameter", names),
        (json!(["minimal"]), 400, "invalid_json", "a JSON object"),
        (json!({ "level": "minimal", "modle": "a" }), 400, "unknown_parameter", "`model`"),
        (json!({ "level": "minimal", "model": 1 }), 400, "invalid_type", "name of a model"),
        (json!({ "level": "minimal", "model": "small" }), 400, "invalid_value", "[route.degrade]"),
        (
            json!({ "level": "cached" }),
            400,
            "invalid_value",
            "`full`, `reduced`, `minimal`, `offline` or `auto`: there are no other levels",
        ),
    ];
    for (body, status, code, expected) in table {
        let reply = order(&stage, &body).await;
        assert_eq!((reply.status.as_u16(), &*reply.code()), (status, code), "{body}");
        let error = &reply.json()["error"];
        assert!(error["message"].as_str().is_some_and(|told| told.contains(expected)), "{error}");
        assert_eq!(error["type"], "invalid_request_error", "{body}");
    }
    for (body, code) in [("minimal", "invalid_json"), ("", "invalid_json")] {
        let reply = stage.send(stage.client.post(stage.url(LEVEL)).body(body)).await;
        assert_eq!((reply.status.as_u16(), &*reply.code()), (400, code), "{body}");
    }
    assert_eq!(any(&stage).await["level"], "full");
}

#[tokio::test]
async fn unknown_names_large_bodies_other_methods_and_web_pages_are_refused_as_elsewhere() {
    let ladder = on_a_ladder(SMALL);
    let stage = staged(DIALECTS[0], two(), |config| {
        ladder(config);
        config.routes[0].model = toml::Spanned::new(0..0, "gpt-*".to_owned());
        config.server.max_body = std::num::NonZeroUsize::new(100).expect("some");
    });
    let stage = stage.await;
    let reply = order(&stage, &json!({ "level": "minimal", "model": "claude" })).await;
    assert_eq!((reply.status.as_u16(), &*reply.code()), (404, "model_not_found"));
    let reply = order(&stage, &json!({ "level": "x".repeat(100) })).await;
    assert_eq!((reply.status.as_u16(), &*reply.code()), (413, "request_too_large"));
    let reply = stage.send(stage.client.delete(stage.url(LEVEL))).await;
    assert_eq!((reply.status.as_u16(), &*reply.code()), (405, "method_not_allowed"));
    let order = stage.client.post(stage.url(LEVEL)).body("{\"level\":\"minimal\"}");
    let reply = stage.send(order.header("origin", "https://example.com")).await;
    assert_eq!((reply.status.as_u16(), &*reply.code()), (403, "origin_not_allowed"));
    assert_eq!(any(&stage).await["level"], "full");
}

#[tokio::test]
async fn where_no_route_has_a_ladder_there_is_nothing_but_full() {
    let stage = stage(DIALECTS[0], ["hello"].map(Script::answer)).await;
    for level in ["full", "auto"] {
        assert_eq!(order(&stage, &json!({ "level": level })).await.json()["level"], "full");
    }
    let reply = order(&stage, &json!({ "level": "offline" })).await;
    assert_eq!((reply.status.as_u16(), &*reply.code()), (400, "invalid_value"));
    assert_eq!(any(&stage).await["pinned"], false);
}
