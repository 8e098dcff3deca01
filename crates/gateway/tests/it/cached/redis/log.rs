//! What an operator reads when Redis is gone.

use std::time::Duration;

use osier_redis_server::RedisServer;
use osier_simulate::{Dialect, Server, Step};

use super::pause;
use crate::binary::{Running, empty_folder, osier};
use crate::stage::{BOUND, body};

fn config(provider: &Server, redis: &RedisServer) -> String {
    format!(
        "[[target]]\nname = \"a\"\nprovider = \"openai\"\nbase_url = \"{}/v1\"\n\
         [[route]]\nmodel = \"*\"\ntargets = [\"a\"]\n\
         [cache]\nmemory = \"off\"\nredis.url = \"{}\"\n",
        provider.url(),
        redis.url()
    )
}

/// Itself, once this has been in its log.
async fn says(running: Running, text: &'static str) -> Running {
    let said = tokio::task::spawn_blocking(move || running.says(text));
    tokio::time::timeout(BOUND, said).await.expect("in time").expect("no panic")
}

#[tokio::test]
async fn the_log_tells_of_the_circuit_of_a_redis_and_a_frozen_one_does_not_hold_up_the_end() {
    let provider =
        Server::start(Dialect::OpenAi, Step::answer("Hello")).await.expect("a free port");
    let server = RedisServer::start();
    let folder = empty_folder();
    std::fs::write(folder.join("osier.toml"), config(&provider, &server))
        .expect("a writable folder");
    let mut command = osier(&["--listen", "127.0.0.1:0"]);
    command.current_dir(&folder);
    let mut running = Running::start(command);
    let (url, before) = running.listening();
    assert!(!before.contains("WARN"), "{before}");
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let ask = async || {
        let request = client.post(format!("{url}/chat/completions")).header("x-osier-cache", "use");
        let answer = request.body(body(false).to_string()).send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        answer.headers()["x-osier-cache-status"] == "hit"
    };
    let until_hit = async || {
        let asking = async {
            while !ask().await {
                pause(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(BOUND, asking).await.expect("it is used");
    };
    until_hit().await;

    server.freeze();
    for _ in 0..10 {
        assert!(!ask().await);
    }
    running = says(running, "from=\"closed\" to=\"open\" cause=").await;
    server.thaw();
    until_hit().await;
    running = says(running, "to=\"closed\"").await;

    server.freeze();
    assert!(!ask().await, "and what was answered waits to be written");
    running.tell("-TERM");
    let ended = tokio::task::spawn_blocking(move || running.ended());
    tokio::time::timeout(BOUND, ended).await.expect("in time").expect("no panic");
}
