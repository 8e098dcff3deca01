//! `/v1/cache` and `/v1/cache/erase`.

use osier_simulate::Script;
use serde_json::{Value, json};

use super::{ask, cached, certain, is_stored, status, stored};
use crate::reply::Reply;
use crate::stage::{DIALECTS, Stage, body, staged};

const NAMES: [&str; 9] = [
    "hits",
    "stale",
    "misses",
    "shared",
    "bypassed",
    "stored",
    "dropped_writes",
    "dropped_entries",
    "failures",
];

async fn answering() -> Stage {
    staged(DIALECTS[0], [Script::answer("Hello")], cached("")).await
}

async fn figures(stage: &Stage) -> Vec<u64> {
    let told = stage.get("/v1/cache").await.json();
    assert_eq!(told["figures"].as_object().map(serde_json::Map::len), Some(NAMES.len()), "{told}");
    NAMES.iter().map(|name| told["figures"][name].as_u64().expect("a number")).collect()
}

async fn erase(stage: &Stage, order: &Value) -> Reply {
    erase_as_written(stage, order.to_string()).await
}

async fn erase_as_written(stage: &Stage, order: impl Into<reqwest::Body>) -> Reply {
    stage.send(stage.client.post(stage.url("/v1/cache/erase")).body(order)).await
}

async fn ask_as(stage: &Stage, tenant: Option<&str>, choice: &str) -> Reply {
    let request = stage.post(certain(false).to_string()).header("x-osier-cache", choice);
    stage
        .send(
            tenant
                .into_iter()
                .fold(request, |request, name| request.header("x-osier-tenant", name)),
        )
        .await
}

async fn stored_as(stage: &Stage, tenant: Option<&str>) {
    ask_as(stage, tenant, "refresh").await;
    let stored = async { while ask_as(stage, tenant, "only").await.status != 200 {} };
    tokio::time::timeout(crate::stage::BOUND, stored).await.expect("it is stored some time");
}

/// Whose answers are stored.
async fn have(stage: &Stage) -> Vec<Option<&'static str>> {
    let mut have = Vec::new();
    for tenant in [None, Some("acme"), Some("globex")] {
        if ask_as(stage, tenant, "only").await.status == 200 {
            have.push(tenant);
        }
    }
    have
}

#[tokio::test]
async fn what_the_cache_has_done_is_told_in_figures() {
    let stage = answering().await;
    assert_eq!(stage.get("/v1/cache").await.json()["stores"], json!(["memory"]));
    assert_eq!(figures(&stage).await, [0; 9]);
    ask(&stage, &certain(false), "refresh").await;
    is_stored(&stage, &certain(false)).await;
    let before = figures(&stage).await;
    assert_eq!((before[2], before[5]), (1, 1), "{before:?}");
    for (choice, named) in [("use", 0), ("only", 0), ("bypass", 4)] {
        let before = figures(&stage).await;
        ask(&stage, &certain(true), choice).await;
        let after = figures(&stage).await;
        let moved: Vec<_> = (0..9).filter(|&number| after[number] != before[number]).collect();
        assert_eq!(moved, [named], "{choice}: {}", NAMES[named]);
    }
    let none = staged(DIALECTS[0], [Script::answer("Hello")], |_| ()).await;
    let told = none.get("/v1/cache").await.json();
    assert_eq!((&told["stores"], &told["circuits"]), (&json!([]), &json!({})));
    assert_eq!(figures(&none).await, [0; 9]);
}

#[tokio::test]
async fn one_answer_is_erased_by_its_key() {
    let stage = answering().await;
    let first = stored(&stage, &body(false)).await;
    stored(&stage, &certain(false)).await;
    let key = first.header("x-osier-cache-key").expect("a key");
    for _ in 0..2 {
        let reply = erase(&stage, &json!({ "key": key })).await;
        assert_eq!((reply.status.as_u16(), reply.json()), (200, json!({ "erased": true })));
        assert_eq!(ask(&stage, &body(false), "only").await.code(), "not_stored");
        assert_eq!(status(&ask(&stage, &certain(false), "only").await), "hit");
    }
}

#[tokio::test]
async fn one_tenant_is_erased_and_no_other() {
    let stage = answering().await;
    for tenant in [None, Some("acme"), Some("globex")] {
        stored_as(&stage, tenant).await;
    }
    let table = [
        (json!({ "tenant": "nobody" }), vec![None, Some("acme"), Some("globex")]),
        (json!({ "tenant": "acme" }), vec![None, Some("globex")]),
        (json!({ "tenant": null }), vec![Some("globex")]),
        (json!({ "everything": true }), vec![]),
    ];
    for (order, left) in table {
        assert_eq!(erase(&stage, &order).await.status, 200, "{order}");
        assert_eq!(have(&stage).await, left, "{order}");
    }
}

#[tokio::test]
async fn what_is_no_order_is_refused_and_erases_nothing() {
    let stage = answering().await;
    stored_as(&stage, Some("acme")).await;
    let table = [
        (json!({}), "invalid_value"),
        (json!([]), "invalid_json"),
        (json!({ "everything": false }), "invalid_value"),
        (json!({ "everything": true, "tenant": "acme" }), "invalid_value"),
        (json!({ "tenants": "acme" }), "invalid_value"),
        (json!({ "key": "12" }), "invalid_value"),
        (json!({ "key": null }), "invalid_value"),
    ];
    for (order, code) in table {
        let reply = erase(&stage, &order).await;
        assert_eq!((reply.status.as_u16(), &*reply.code()), (400, code), "{order}");
    }
    let reply = erase_as_written(&stage, "everything").await;
    assert_eq!((reply.status.as_u16(), &*reply.code()), (400, "invalid_json"));
    let get = stage.get("/v1/cache/erase").await;
    assert_eq!((get.status.as_u16(), &*get.code()), (405, "method_not_allowed"));
    let page = stage.client.post(stage.url("/v1/cache/erase")).body("{\"everything\":true}");
    let reply = stage.send(page.header("origin", "https://example.com")).await;
    assert_eq!((reply.status.as_u16(), &*reply.code()), (403, "origin_not_allowed"));
    assert_eq!(have(&stage).await, [Some("acme")]);
}
