//! Requests that have nothing to do with each other.

use osier_simulate::{Script, Step};
use serde_json::{Value, json};

use super::{ask, cached, certain, is_stored, status};
use crate::reply::Reply;
use crate::stage::{DIALECTS, Stage, staged};

async fn counting(providers: usize) -> Stage {
    let script = |name: usize| {
        let step = |number: usize| Step::answer(format!("{name}.{number}"));
        (2..9).fold(Script::of(step(1)), |script, number| script.then(step(number)))
    };
    staged(DIALECTS[0], (1..=providers).map(script), cached("")).await
}

async fn ask_with(stage: &Stage, header: Option<(&str, &str)>, choice: &str) -> Reply {
    let request = stage.post(certain(false).to_string()).header("x-osier-cache", choice);
    stage
        .send(
            header.into_iter().fold(request, |request, (name, value)| request.header(name, value)),
        )
        .await
}

/// Asks until it is stored, and once again.
async fn twice(stage: &Stage, header: Option<(&str, &str)>) -> (Reply, Reply) {
    let first = ask_with(stage, header, "use").await;
    let stored = async { while ask_with(stage, header, "only").await.status != 200 {} };
    tokio::time::timeout(crate::stage::BOUND, stored).await.expect("it is stored some time");
    let again = ask_with(stage, header, "use").await;
    assert_eq!(status(&again), "hit", "{header:?}");
    assert_eq!(first.text(), again.text(), "{header:?}");
    (first, again)
}

#[tokio::test]
async fn no_tenant_is_given_what_another_one_was_answered() {
    let stage = counting(1).await;
    let tenants = [None, Some("acme"), Some("ACME"), Some("acme "), Some("globex")];
    let mut keys = Vec::new();
    for (tenant, text) in tenants.into_iter().zip(["1.1", "1.2", "1.3", "1.2", "1.4"]) {
        let header = tenant.map(|name| ("x-osier-tenant", name));
        let (first, _) = twice(&stage, header).await;
        assert_eq!(first.text(), text, "{tenant:?}: white space around a header is not its value");
        keys.push(first.header("x-osier-cache-key").expect("a key").to_owned());
    }
    assert_eq!(keys[1], keys[3]);
    keys.sort();
    keys.dedup_by(|one, other| one[..32] == other[..32]);
    assert_eq!(keys.len(), 4, "each has the keys of its own");
    assert_eq!(stage.counts(), [4]);
}

#[tokio::test]
async fn who_would_like_another_target_is_given_another_answer() {
    let stage = counting(2).await;
    for (preferred, text) in [(None, "1.1"), (Some("b"), "2.1"), (Some("a"), "1.2")] {
        let header = preferred.map(|name| ("x-osier-preferred", name));
        let (first, again) = twice(&stage, header).await;
        assert_eq!(first.text(), text, "{preferred:?}");
        assert_eq!(again.header("x-osier-target"), first.header("x-osier-target"));
    }
}

#[tokio::test]
async fn whatever_shapes_the_answer_sets_requests_apart_and_nothing_else_does() {
    let stage = counting(1).await;
    let with = |name: &str, value: Value| {
        let mut body = certain(false);
        body[name] = value;
        body
    };
    let mut expected = 1;
    ask(&stage, &certain(false), "use").await;
    is_stored(&stage, &certain(false)).await;
    for other in [with("metadata", json!({ "a": "b" })), with("store", json!(true)), certain(true)]
    {
        assert_eq!(status(&ask(&stage, &other, "use").await), "hit", "{other}");
    }
    for other in [
        with("temperature", json!(0.5)),
        with("model", json!("another")),
        with("max_tokens", json!(7)),
        with("user", json!("somebody")),
        with("nobody_heard_of_this", json!(1)),
        with("messages", json!([{ "role": "user", "content": "Hi!" }])),
    ] {
        expected += 1;
        assert_eq!(status(&ask(&stage, &other, "use").await), "miss", "{other}");
        assert_eq!(stage.counts(), [expected], "{other}");
    }
}

#[tokio::test]
async fn what_is_nested_too_deep_for_a_key_is_answered_without_the_cache() {
    let stage = counting(1).await;
    let deep = |depth: usize, rest: &str| {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        let messages = r#""messages":[{"role":"user","content":"Hi"}]"#;
        format!(r#"{{"model":"any","temperature":0,{messages},"extra":{open}{close}{rest}}}"#)
    };
    for (number, rest) in ["", r#","stream":true"#].into_iter().enumerate() {
        for choice in ["use", "refresh"] {
            let request = stage.post(deep(200, rest)).header("x-osier-cache", choice);
            let reply = stage.send(request).await;
            assert_eq!((reply.status.as_u16(), status(&reply)), (200, "bypass"), "{}", reply.body);
            assert_eq!(reply.header("x-osier-cache-key"), None, "{number}");
            assert!(reply.text().starts_with("1."), "{}", reply.body);
        }
        let only = stage.send(stage.post(deep(200, rest)).header("x-osier-cache", "only")).await;
        assert_eq!(only.code(), "not_stored");
    }
    let shallow = stage.send(stage.post(deep(20, "")).header("x-osier-cache", "use")).await;
    assert_eq!(status(&shallow), "miss");
    assert_eq!(stage.counts(), [5]);
}
