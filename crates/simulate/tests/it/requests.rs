//! What is asked besides chats, and what is refused.

use osier_simulate::{Dialect, Fault, Script, Server, Step};

use crate::client::{Client, OPENAI, WHOLE, header};

async fn server(dialect: Dialect) -> (Server, Client) {
    let server = Server::start(dialect, Script::answer("Hello")).await.unwrap();
    let client = Client::to(server.addr()).await;
    (server, client)
}

#[tokio::test]
async fn free_requests_of_each_dialect_on_one_connection() {
    let table = [
        (
            Dialect::OpenAi,
            "/v1/models",
            r#"{"object":"list","data":[{"id":"gpt-4.1","object":"model""#,
        ),
        (Dialect::OpenAi, "/v1/models/gpt-4o", r#"{"id":"gpt-4o","object":"model""#),
        (Dialect::Azure, "/openai/v1/models", r#"{"object":"list""#),
        (
            Dialect::Anthropic,
            "/v1/models?limit=1",
            r#"{"data":[{"type":"model","id":"claude-sonnet-4-5""#,
        ),
        (Dialect::Ollama, "/", "Ollama is running"),
        (Dialect::Ollama, "/api/version", r#"{"version":"#),
        (Dialect::Ollama, "/api/tags", r#"{"models":[{"name":"llama3.2:latest""#),
    ];
    for (dialect, path, start) in table {
        let (server, mut client) = server(dialect).await;
        for _ in 0..2 {
            client.get(path, "").await;
            let (head, body) = client.whole().await;
            assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && body.starts_with(start), "{body}");
        }
        assert_eq!((server.seen_count(), server.chat_count()), (2, 0));
    }
}

#[tokio::test]
async fn what_has_no_body_sends_none() {
    let server = Server::start(Dialect::OpenAi, Script::echo()).await.unwrap();
    let mut client = Client::to(server.addr()).await;
    for status in [204, 304] {
        server.set_script(Step::status(status));
        client.post(OPENAI, "", WHOLE).await;
        let head = client.until("\r\n\r\n").await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
        assert_eq!(header(&head, "content-length"), None);
    }
    for (path, status) in [("/v1/models", 404), (OPENAI, 405)] {
        client.send(format!("HEAD {path} HTTP/1.1\r\nhost: x\r\n\r\n")).await;
        let head = client.until("\r\n\r\n").await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
        assert_ne!(
            header(&head, "content-length").as_deref(),
            Some("0"),
            "of the body it would be"
        );
    }
    server.set_script(Script::answer("Hello"));
    client.post(OPENAI, "", WHOLE).await;
    assert!(client.whole().await.1.contains("Hello"), "nothing was left over");
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn connections_are_counted() {
    let (server, mut client) = server(Dialect::Ollama).await;
    for _ in 0..3 {
        client.get("/", "").await;
        client.whole().await;
    }
    assert_eq!((server.connections(), server.seen_count()), (1, 3));
    let mut other = Client::to(server.addr()).await;
    other.get("/", "").await;
    other.whole().await;
    assert_eq!((server.connections(), server.seen_count()), (2, 4));
}

#[tokio::test]
async fn what_a_real_provider_refuses() {
    use Dialect::{Anthropic, Azure, Ollama, OpenAi};
    let version = "anthropic-version: 2026-10-21\r\n";
    let table = [
        (OpenAi, OPENAI, "", "{", 400, "could not parse"),
        (OpenAi, OPENAI, "", r#"{"messages":[]}"#, 400, "you must provide a model parameter"),
        (OpenAi, OPENAI, "", r#"{"model":"m"}"#, 400, "missing_required_parameter"),
        (OpenAi, "/v1/x", "", "{}", 404, "Invalid URL (POST /v1/x)"),
        (Azure, "/openai/deployments/d/chat/completions", "", WHOLE, 404, "Resource not found"),
        (Anthropic, "/v1/messages", "", WHOLE, 400, "anthropic-version"),
        (Anthropic, "/v1/messages", version, WHOLE, 400, "max_tokens: Field required"),
        (
            Anthropic,
            "/v1/messages",
            version,
            r#"{"model":"m","max_tokens":1,"messages":[],"temperature":1}"#,
            400,
            "temperature: Extra inputs are not permitted",
        ),
        (Ollama, "/api/chat", "", "", 400, "missing request body"),
        (Ollama, "/api/chat", "", "{}", 400, "model is required"),
        (Ollama, "/api/chat", "", r#"{"model":"m"}"#, 200, r#""done_reason":"load""#),
    ];
    for (dialect, path, headers, body, status, words) in table {
        let (server, mut client) = server(dialect).await;
        client.post(path, headers, body).await;
        let (head, answer) = client.whole().await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
        assert!(answer.contains(words), "{answer}");
        assert_eq!((server.seen_count(), server.chat_count()), (1, 0), "no step is used up");
    }
}

#[tokio::test]
async fn a_key_is_read_where_the_dialect_puts_it() {
    let table = [
        (Dialect::OpenAi, "/v1/models", "Authorization: Bearer k\r\n"),
        (Dialect::Azure, "/openai/v1/models", "api-key: k\r\n"),
        (Dialect::Azure, "/openai/v1/models", "authorization: bearer k\r\n"),
        (Dialect::Anthropic, "/v1/models", "x-api-key: k\r\n"),
        (Dialect::Anthropic, "/v1/models", "authorization: Bearer k\r\n"),
        (Dialect::Ollama, "/api/tags", "authorization: Bearer k\r\n"),
    ];
    for (dialect, path, key) in table {
        let builder = Server::builder(dialect, Script::echo()).require_key("k");
        let server = builder.start().await.unwrap();
        let mut client = Client::to(server.addr()).await;
        for (headers, status) in [(key, 200), (&*key.replace('k', "c"), 401), ("", 401)] {
            client.get(path, headers).await;
            let (head, _) = client.whole().await;
            assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{dialect:?} {head}");
        }
    }
}

#[tokio::test]
async fn a_chunked_body_is_read_and_a_large_one_refused() {
    let (server, mut client) = server(Dialect::OpenAi).await;
    let (first, second) = WHOLE.split_at(20);
    let head = format!("POST {OPENAI} HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n");
    let chunk = |text: &str| format!("{:x}\r\n{text}\r\n", text.len());
    client.send(head + &chunk(first) + &chunk(second) + "0\r\n\r\n").await;
    assert!(client.whole().await.1.contains("Hello"));
    assert_eq!(server.seen()[0].body, WHOLE);

    client.send("POST / HTTP/1.1\r\ncontent-length: 67108865\r\n\r\n").await;
    assert!(client.whole().await.0.starts_with("HTTP/1.1 413 "));
    assert_eq!(client.rest().await.1, crate::client::Ending::Closed);
}

#[tokio::test]
async fn what_is_no_request_is_answered_and_the_connection_closed() {
    for (bytes, status) in [
        ("nonsense\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/1.0\r\n\r\n".to_owned(), 505),
        (format!("GET / HTTP/1.1\r\nx: {}", "y".repeat(70_000)), 431),
    ] {
        let (_server, mut client) = server(Dialect::OpenAi).await;
        client.send(bytes).await;
        let (head, _) = client.whole().await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
    }
}

#[tokio::test]
async fn an_expected_continue_is_given() {
    let (_server, mut client) = server(Dialect::OpenAi).await;
    let length = WHOLE.len();
    client
        .send(format!(
            "POST {OPENAI} HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: {length}\r\n\r\n"
        ))
        .await;
    assert_eq!(client.until("\r\n\r\n").await, "HTTP/1.1 100 Continue\r\n\r\n");
    client.send(WHOLE).await;
    assert!(client.whole().await.1.contains("Hello"));
}

#[tokio::test]
async fn free_requests_fail_when_the_script_says_so() {
    let script = Script::echo().probes(Fault::Status(503.into()));
    let server = Server::start(Dialect::OpenAi, script).await.unwrap();
    let mut client = Client::to(server.addr()).await;
    client.get("/v1/models", "").await;
    assert!(client.whole().await.0.starts_with("HTTP/1.1 503 "));
    server.set_script(Script::echo().probes(Fault::Reset));
    client.get("/v1/models", "").await;
    assert_eq!(client.rest().await.1, crate::client::Ending::Reset);
}
