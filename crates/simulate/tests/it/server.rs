//! The server's own life, and what it remembers.

use std::time::Duration;

use osier_core::Clock as _;
use osier_http::TokioClock;
use osier_simulate::{Dialect, Fault, Preset, Script, SeenEnd, Server, Status, Step};
use tokio::net::TcpStream;

use crate::client::{Client, Ending, OPENAI, STREAM, WHOLE, header};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn steps_follow_each_other_over_one_connection() {
    let script = Script::of(Step::status(Preset::RateLimited))
        .then(Step::status(Status::from(503).without_hints()))
        .then(Step::answer("Hello"));
    let server = Server::start(Dialect::OpenAi, script).await.unwrap();
    let mut client = Client::to(server.addr()).await;

    client.post(OPENAI, "", STREAM).await;
    let (head, body) = client.whole().await;
    assert!(head.starts_with("HTTP/1.1 429 Too Many Requests\r\n"), "{head}");
    assert_eq!(header(&head, "retry-after-ms").as_deref(), Some("2730"));
    assert!(body.contains("Rate limit reached for gpt-4.1 in"), "{body}");
    client.post(OPENAI, "", WHOLE).await;
    assert!(client.whole().await.0.starts_with("HTTP/1.1 503 "));
    for id in ["chatcmpl-S3", "chatcmpl-S4"] {
        client.post(OPENAI, "", WHOLE).await;
        assert!(client.whole().await.1.contains(id));
    }
    server.set_script(Step::status(500));
    client.post(OPENAI, "", WHOLE).await;
    assert!(client.whole().await.0.starts_with("HTTP/1.1 500 "));
}

#[tokio::test]
async fn every_request_is_remembered_with_its_end() {
    let script = Script::answer("Hello").then(Step::status(500));
    let server = Server::start(Dialect::OpenAi, script).await.unwrap();
    let mut client = Client::to(server.addr()).await;
    client.get("/v1/models?limit=1", "X-One: 1\r\n").await;
    client.whole().await;
    client.post(OPENAI, "", WHOLE).await;
    client.whole().await;
    client.post(OPENAI, "", WHOLE).await;
    client.whole().await;
    assert!(
        server
            .wait_until(|seen| seen.len() == 3 && seen.iter().all(|one| one.end.is_some()), SECOND)
            .await
    );
    let seen = server.seen();
    let ends: Vec<_> = seen.iter().map(|one| (one.number, one.chat, one.end)).collect();
    assert_eq!(
        ends,
        [
            (1, None, Some(SeenEnd::Answered)),
            (2, Some(1), Some(SeenEnd::Answered)),
            (3, Some(2), Some(SeenEnd::Faulted)),
        ]
    );
    assert_eq!(
        (&*seen[0].method, &*seen[0].path, &*seen[0].query),
        ("GET", "/v1/models", "limit=1")
    );
    assert_eq!(seen[0].header("x-one"), Some("1"));
    assert_eq!(seen[1].json().unwrap()["model"], "gpt-4.1");
    assert!(seen[0].at <= seen[1].at && seen[1].took.is_some());
    assert!(!format!("{seen:?}").contains("Hi you"), "no content in Debug");
}

#[tokio::test]
async fn a_wait_in_vain_says_so_in_time() {
    let server = Server::start(Dialect::OpenAi, Script::echo()).await.unwrap();
    let short = Duration::from_millis(20);
    assert!(!server.wait_for_seen(1, short).await);
    assert!(!server.client_left(short).await);
    assert!(!server.wait_until(|seen| !seen.is_empty(), short).await);
}

#[tokio::test]
async fn a_stopped_server_is_gone_and_a_restarted_one_is_back_on_its_port() {
    let script = Script::of(Step::fault(Fault::Hang)).then(Step::answer("Hello"));
    let server = Server::start(Dialect::OpenAi, script).await.unwrap();
    let (mut busy, mut idle) = (Client::to(server.addr()).await, Client::to(server.addr()).await);
    busy.post(OPENAI, "", WHOLE).await;
    idle.get("/v1/models", "").await;
    idle.whole().await;
    assert!(server.wait_for_seen(2, SECOND).await);

    server.stop().await;
    for client in [&mut busy, &mut idle] {
        assert_eq!(client.rest().await, (String::new(), Ending::Closed));
    }
    assert!(TcpStream::connect(server.addr()).await.is_err());
    server.stop().await;

    server.restart().await.unwrap();
    let mut client = Client::to(server.addr()).await;
    client.post(OPENAI, "", WHOLE).await;
    assert!(client.whole().await.1.contains("chatcmpl-S2"), "the script goes on");
    assert_eq!(server.seen()[0].end, None, "what the stop ended has no end");
}

#[tokio::test]
async fn a_dropped_server_closes_everything() {
    let server = Server::start(Dialect::OpenAi, Step::fault(Fault::Hang)).await.unwrap();
    let address = server.addr();
    let mut client = Client::to(address).await;
    client.post(OPENAI, "", WHOLE).await;
    assert!(server.wait_for_seen(1, SECOND).await);
    drop(server);
    assert_eq!(client.rest().await.1, Ending::Closed);
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn times_pass_where_the_script_says() {
    let pause = Duration::from_millis(30);
    let step = Step::answer("Hello world").headers_after(pause);
    let step = step.first_token_after(2 * pause).between_tokens(3 * pause);
    let server = Server::start(Dialect::OpenAi, step).await.unwrap();
    let mut client = Client::to(server.addr()).await;
    let start = TokioClock.now();
    client.post(OPENAI, "", STREAM).await;
    let table = [("\r\n\r\n", 1), ("Hello", 3), (" world", 6), ("[DONE]\n\n\r\n0\r\n\r\n", 6)];
    for (end, pauses) in table {
        client.until(end).await;
        assert!(TokioClock.now() - start >= pauses * pause, "{end:?}");
    }
    let start = TokioClock.now();
    client.post(OPENAI, "", WHOLE).await;
    client.whole().await;
    assert!(TokioClock.now() - start >= 6 * pause);
}

#[tokio::test]
async fn the_role_does_not_wait_for_the_first_token() {
    let step = Step::answer("Hello").first_token_after(Duration::from_secs(3600));
    let server = Server::start(Dialect::OpenAi, step).await.unwrap();
    let mut client = Client::to(server.addr()).await;
    client.post(OPENAI, "", STREAM).await;
    client.until(r#""delta":{"role":"assistant","content":"","refusal":null}"#).await;
}

#[tokio::test]
async fn a_clock_of_ones_own_stamps_the_answers() {
    let builder = Server::builder(Dialect::OpenAi, Script::echo());
    let server = builder.clock(TokioClock::shared()).start().await.unwrap();
    let mut client = Client::to(server.addr()).await;
    client.post(OPENAI, "", WHOLE).await;
    let (_, body) = client.whole().await;
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    let created = body["created"].as_u64().unwrap();
    assert!(created.abs_diff(TokioClock.unix_time().as_secs()) < 60);
    assert_eq!(body["choices"][0]["message"]["content"], "Hi you");
}

#[tokio::test]
async fn many_clients_at_once_each_get_their_step() {
    let server = Server::start(Dialect::OpenAi, Script::flaky(1, 0.0)).await.unwrap();
    let address = server.addr();
    let one = || async move {
        let mut client = Client::to(address).await;
        for _ in 0..5 {
            client.post(OPENAI, "", STREAM).await;
            assert!(client.chunked().await.1.concat().contains(r#""content":" you""#));
        }
    };
    let mut all = tokio::task::JoinSet::new();
    (0..50).for_each(|_| drop(all.spawn(one())));
    all.join_all().await;
    let mut chats: Vec<_> = server.seen().iter().filter_map(|seen| seen.chat).collect();
    chats.sort_unstable();
    assert_eq!(chats, (1..=250).collect::<Vec<_>>());
}
