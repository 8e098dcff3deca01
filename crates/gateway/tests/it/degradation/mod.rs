//! Lesser answers before none, as callers, operators and providers see it.

mod endpoint;
mod offline;
mod outage;
mod pinned;
mod told;

use std::time::Duration;

use osier_gateway::config::{Config, LadderConfig, OffOr, RouteConfig};
use osier_simulate::Script;
use serde_json::{Value, json};

use crate::reply::Reply;
use crate::stage::Stage;

const LEVEL: &str = "/v1/degradation/level";
/// Below full, another model answers.
const SMALL: &str = "reduced.model = \"small\"\nminimal.model = \"small\"";
const OFFLINE: &str = "Back soon. If you ask for help, name {request_id}.";

/// The first targets answer any name, on this ladder; the last one is a smaller model.
fn on_a_ladder(ladder: &str) -> impl FnOnce(&mut Config) + use<> {
    let ladder: LadderConfig = toml::from_str(ladder).expect("a ladder");
    |config| {
        let mut strong = config.target_names();
        let small = strong.split_off(strong.len() - 1);
        config.routes = vec![RouteConfig::new("*", strong), RouteConfig::new("small", small)];
        config.routes[0].degrade = Some(OffOr::section(ladder));
    }
}

/// A strong model and a small one.
fn two() -> [Script; 2] {
    [Script::answer("from the strong"), Script::answer("from the small")]
}

/// At which level, and why.
#[track_caller]
fn served(reply: &Reply) -> [&str; 2] {
    let header = |name| reply.header(name).unwrap_or_else(|| panic!("no {name}: {}", reply.body));
    [header("x-osier-level"), header("x-osier-level-reason")]
}

async fn order(stage: &Stage, body: &Value) -> Reply {
    let request = stage.client.post(stage.url(LEVEL)).body(body.to_string());
    stage.send(request).await
}

/// Holds all routes at this level, or lets them go.
async fn set(stage: &Stage, level: &str) {
    let reply = order(stage, &json!({ "level": level })).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

/// What a careful client checks of every stream: one answer, begun, said and ended.
#[track_caller]
fn is_a_whole_stream(reply: &Reply) {
    assert_eq!(reply.status, 200, "{}", reply.body);
    let (events, body) = (reply.events(), &reply.body);
    assert_eq!(events[0]["choices"][0]["delta"]["role"], "assistant", "{body}");
    for event in &events {
        assert_eq!(event["object"], "chat.completion.chunk", "{body}");
        assert_eq!(event["id"], events[0]["id"], "{body}");
        assert!(event.get("error").is_none(), "{body}");
    }
    let finishes = |event: &&Value| event["choices"][0]["finish_reason"].is_string();
    assert_eq!(events.iter().filter(finishes).count(), 1, "{body}");
    assert_eq!(reply.finish().as_deref(), Some("stop"), "{body}");
}

#[expect(clippy::disallowed_methods, reason = "real sockets take real time")]
async fn pause(span: Duration) {
    tokio::time::sleep(span).await;
}
