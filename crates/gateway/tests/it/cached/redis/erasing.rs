//! Erasing where Redis does not answer.

use std::time::Duration;

use osier_redis_server::RedisServer;
use osier_simulate::{Dialect, Script};
use serde_json::json;

use super::{cached, pause, status};
use crate::cached::{ask, certain, stored};
use crate::stage::{BOUND, staged};

#[tokio::test]
async fn what_may_still_be_stored_is_told_until_it_is_erased() {
    let server = RedisServer::start();
    let settings = format!("redis.url = \"{}\"", server.url());
    let stage = staged(Dialect::OpenAi, [Script::answer("Hello")], cached(&settings)).await;
    stored(&stage, &certain(false)).await;
    let written = async {
        while server.ask("DBSIZE") == ":0\r\n" {
            pause(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(BOUND, written).await.expect("it is written behind the answer");
    let erase = async || {
        let order = json!({ "tenant": null }).to_string();
        stage.send(stage.client.post(stage.url("/v1/cache/erase")).body(order)).await
    };

    server.freeze();
    let reply = erase().await;
    assert_eq!((reply.status.as_u16(), &*reply.code()), (503, "not_erased"));
    let error = &reply.json()["error"];
    assert_eq!(error["type"], "server_error");
    let message = error["message"].as_str().expect("a message");
    assert!(message.starts_with("some of it may still be stored: "), "{message}");
    assert!(message.contains("Redis"), "{message}");
    assert_eq!(ask(&stage, &certain(false), "only").await.code(), "not_stored", "gone in here");

    server.thaw();
    let erased = async { while erase().await.status != 200 {} };
    tokio::time::timeout(BOUND, erased).await.expect("it is erased in the end");
    assert_eq!(server.ask("DBSIZE"), ":0\r\n");
    let reply = ask(&stage, &certain(false), "use").await;
    assert_eq!(status(&reply), "miss");
}
