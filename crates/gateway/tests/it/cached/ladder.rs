//! Stored answers as the cached level of a ladder.

use osier_gateway::config::{Config, OffOr};
use osier_simulate::{Dialect, Preset, Script, Step};
use serde_json::{Value, json};

use super::{ask, cached, certain, is_stored, is_young, status};
use crate::reply::Reply;
use crate::stage::{DIALECTS, Stage, body, staged};

const LEVEL: &str = "/v1/degradation/level";
const LADDER: &str = "reduced.model = \"small\"\nminimal = \"off\"\noffline = \"Back soon.\"";

/// A strong target, then a small one, then what is stored, then a fixed text.
fn laddered(config: &mut Config) {
    cached("")(config);
    let names = config.target_names();
    let route = osier_gateway::config::RouteConfig::new;
    config.routes =
        vec![route("*", vec![names[0].clone()]), route("small", vec![names[1].clone()])];
    config.routes[0].degrade = Some(OffOr::section(toml::from_str(LADDER).expect("a ladder")));
}

async fn two(dialect: Dialect) -> Stage {
    let scripts = [Script::answer("from the strong"), Script::answer("from the small")];
    staged(dialect, scripts, laddered).await
}

/// At which level, why, and what the cache had to do with it.
#[track_caller]
fn served(reply: &Reply) -> [&str; 3] {
    let header = |name| reply.header(name).unwrap_or("none");
    [header("x-osier-level"), header("x-osier-level-reason"), header("x-osier-cache-status")]
}

/// What nobody has asked before.
fn another() -> Value {
    let mut body = body(false);
    body["messages"][0]["content"] = json!("Who are you?");
    body
}

async fn hold(stage: &Stage, level: &str) {
    let order = json!({ "level": level, "model": "any" }).to_string();
    let reply = stage.send(stage.client.post(stage.url(LEVEL)).body(order)).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

#[tokio::test]
async fn what_is_stored_stands_between_lesser_models_and_the_fixed_text() {
    for dialect in DIALECTS {
        let stage = two(dialect).await;
        let down = || Script::of(Step::status(Preset::ServerError));
        let other = another();
        assert_eq!(served(&stage.chat(false).await), ["full", "normal", "miss"]);
        is_stored(&stage, &body(false)).await;
        for stream in [false, true] {
            stage.providers[0].set_script(down());
            let reply = stage.chat(stream).await;
            assert_eq!(served(&reply), ["reduced", "server", "miss"], "{dialect:?}");
            assert_eq!(reply.text(), "from the small", "{dialect:?}");

            stage.providers[1].set_script(down());
            let reply = stage.chat(stream).await;
            assert_eq!(served(&reply), ["cached", "server", "stale"], "{dialect:?}");
            assert_eq!(reply.text(), "from the strong", "{dialect:?}");
            assert_eq!(reply.tried(), ["a server", "b server"], "{dialect:?}");
            assert_eq!(reply.header("x-osier-target"), Some("a"), "{dialect:?}");
            is_young(&reply);

            let reply = stage.send(stage.post(other.to_string())).await;
            assert_eq!(served(&reply)[..2], ["offline", "server"], "{dialect:?}");
            assert_eq!((reply.text().as_str(), reply.header("age")), ("Back soon.", None));
            stage.providers[1].set_script(Script::answer("from the small"));
        }
        stage.providers[0].set_script(Script::answer("from the strong"));
        assert_eq!(served(&stage.chat(true).await), ["full", "normal", "miss"], "{dialect:?}");
    }
}

#[tokio::test]
async fn lesser_answers_are_not_stored() {
    let stage = two(DIALECTS[0]).await;
    stage.providers[0].set_script(Step::status(Preset::ServerError));
    for stream in [false, true] {
        let reply = ask(&stage, &certain(stream), "use").await;
        assert_eq!(served(&reply), ["reduced", "server", "miss"]);
    }
    stage.providers[1].set_script(Step::status(Preset::ServerError));
    assert_eq!(served(&ask(&stage, &certain(false), "use").await)[0], "offline");
    stage.providers[0].set_script(Step::answer("from the strong"));
    assert_eq!(served(&ask(&stage, &certain(false), "use").await), ["full", "normal", "miss"]);
    is_stored(&stage, &certain(false)).await;
    assert_eq!(stage.get("/v1/cache").await.json()["figures"]["stored"], 1);
}

#[tokio::test]
async fn at_the_cached_level_nobody_is_asked_for_what_is_stored() {
    let stage = two(DIALECTS[0]).await;
    let levels = stage.get(LEVEL).await.json()["routes"][0]["levels"].clone();
    assert_eq!(levels, json!(["full", "reduced", "cached", "offline"]));
    assert_eq!(stage.chat(true).await.status, 200);
    is_stored(&stage, &body(true)).await;
    let counts = stage.counts();
    hold(&stage, "cached").await;
    for stream in [false, true] {
        let reply = stage.chat(stream).await;
        assert_eq!(served(&reply), ["cached", "pinned", "stale"]);
        assert_eq!(
            (reply.text().as_str(), reply.header("x-osier-attempts")),
            ("from the strong", Some("none"))
        );
    }
    let other = another();
    let reply = stage.send(stage.post(other.to_string())).await;
    assert_eq!(served(&reply)[..2], ["offline", "not_stored"], "{}", reply.body);
    assert_eq!(stage.counts(), counts);
    hold(&stage, "auto").await;
    assert_eq!(served(&stage.chat(false).await)[..2], ["full", "normal"]);
}

#[tokio::test]
async fn a_fresh_answer_is_given_at_full_also_where_a_lesser_level_is_held() {
    let stage = two(DIALECTS[0]).await;
    super::stored(&stage, &certain(false)).await;
    hold(&stage, "offline").await;
    let reply = ask(&stage, &certain(true), "use").await;
    assert_eq!((status(&reply), reply.header("x-osier-level")), ("hit", Some("full")));
}
