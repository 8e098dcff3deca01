//! Answers that were given before, as callers, operators and providers see it.

mod apart;
mod asked;
mod crowd;
mod endpoint;
mod ladder;
mod leaving;
mod outage;
mod process;
mod redis;
mod replayed;

use std::time::Duration;

use osier_gateway::config::{CacheConfig, Config, OffOr};
use serde_json::{Value, json};

use crate::reply::Reply;
use crate::stage::{BOUND, Stage, body};

/// A cache with these settings.
fn cached(settings: &str) -> impl FnOnce(&mut Config) + use<> {
    let section: CacheConfig = toml::from_str(settings).expect("settings");
    |config| config.cache = OffOr::section(section)
}

/// Room and time for very many requests at once.
fn patient(config: &mut Config) {
    config.admission.cap = Some(4096);
    for target in &mut config.targets {
        target.timeout.headers = Some(BOUND);
        target.timeout.first_event = Some(BOUND);
        target.timeout.progress_idle = Some(BOUND);
    }
}

/// A request that can expect the same answer twice.
fn certain(stream: bool) -> Value {
    let mut body = body(stream);
    body["temperature"] = json!(0);
    body
}

/// Asks, and says what is wanted of the cache.
async fn ask(stage: &Stage, body: &Value, choice: &str) -> Reply {
    stage.send(stage.post(body.to_string()).header("x-osier-cache", choice)).await
}

/// Asks for what has just been answered, until it is stored: that comes after the answer.
async fn is_stored(stage: &Stage, body: &Value) -> Reply {
    let asking = async {
        loop {
            let reply = ask(stage, body, "only").await;
            if reply.status == 200 {
                return reply;
            }
            pause(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(BOUND, asking).await.expect("it is stored some time")
}

/// Asks once without looking into the cache, and has the answer stored.
async fn stored(stage: &Stage, body: &Value) -> Reply {
    let reply = ask(stage, body, "refresh").await;
    assert_eq!((reply.status.as_u16(), status(&reply)), (200, "miss"), "{}", reply.body);
    is_stored(stage, body).await;
    reply
}

/// What the cache had to do with it.
#[track_caller]
fn status(reply: &Reply) -> &str {
    let status = reply.header("x-osier-cache-status");
    status.unwrap_or_else(|| panic!("no status: {} {}", reply.status, reply.body))
}

/// The age of what was stored, which is as old as the test.
#[track_caller]
fn is_young(reply: &Reply) {
    let age = reply.header("age").expect("an age").parse::<u64>().expect("seconds");
    assert!(age <= BOUND.as_secs(), "{age}");
}

#[expect(clippy::disallowed_methods, reason = "real sockets take real time")]
async fn pause(span: Duration) {
    tokio::time::sleep(span).await;
}
