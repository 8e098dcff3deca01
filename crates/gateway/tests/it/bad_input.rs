//! Whatever is sent: a clear error, the right status, and the process lives.

use osier_simulate::{Dialect, Step};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::stage::{BOUND, Stage, stage, staged};

async fn a_stage() -> Stage {
    stage(Dialect::OpenAi, [Step::answer("alive")]).await
}

#[tokio::test]
async fn a_body_that_is_no_request_is_refused_with_the_reason() {
    let stage = a_stage().await;
    let table: [(&[u8], &str, Option<&str>); 9] = [
        (b"", "invalid_json", None),
        (b"{\"model\":", "invalid_json", None),
        (b"[]", "invalid_json", None),
        (b"{\"model\":\"m\",\"messages\":[],\"x\":\"\xff\xfe\"}", "invalid_json", None),
        (b"{\"messages\":[]}", "missing_required_parameter", Some("model")),
        (b"{\"model\":\"\",\"messages\":[]}", "invalid_type", Some("model")),
        (b"{\"model\":7,\"messages\":[]}", "invalid_type", Some("model")),
        (b"{\"model\":\"m\"}", "missing_required_parameter", Some("messages")),
        (b"{\"model\":\"m\",\"messages\":\"Hi\"}", "invalid_type", Some("messages")),
    ];
    for (body, code, param) in table {
        let reply = stage.send(stage.post(body)).await;
        assert_eq!((reply.status.as_u16(), &*reply.code()), (400, code), "{}", reply.body);
        assert_eq!(reply.json()["error"]["param"].as_str(), param);
        assert!(reply.header("x-request-id").is_some());
    }
    assert_eq!(stage.counts(), [0]);
    assert_eq!(stage.chat(false).await.text(), "alive");
}

#[tokio::test]
async fn an_unknown_model_path_or_method_is_named() {
    let stage = staged(Dialect::OpenAi, [Step::answer("alive")], |config| {
        config.routes = vec![osier_gateway::config::RouteConfig::new("only", vec!["a".to_owned()])];
    })
    .await;
    let reply = stage.chat(false).await;
    assert_eq!((reply.status.as_u16(), &*reply.code()), (404, "model_not_found"));
    let message = reply.json()["error"]["message"].to_string();
    assert!(message.contains("only"), "{message}");
    let reply = stage.get("/v1/nothing").await;
    assert_eq!((reply.status.as_u16(), &*reply.code()), (404, "unknown_url"));
    let reply = stage.get("/v1/chat/completions").await;
    assert_eq!((reply.status.as_u16(), &*reply.code()), (405, "method_not_allowed"));
    assert!(reply.header("x-request-id").is_some());
}

#[tokio::test]
async fn a_body_of_100_mb_is_refused_and_the_process_lives() {
    let stage = a_stage().await;
    for chunked in [false, true] {
        let body = vec![b' '; 100_000_000];
        let request = if chunked {
            let chunks = futures_util::stream::iter([Ok::<_, std::io::Error>(body)]);
            stage.post(reqwest::Body::wrap_stream(chunks))
        } else {
            stage.post(body)
        };
        let reply = stage.send(request).await;
        assert_eq!((reply.status.as_u16(), &*reply.code()), (413, "request_too_large"));
    }
    assert_eq!(stage.chat(true).await.text(), "alive");
}

#[tokio::test]
async fn a_body_that_is_announced_as_too_large_is_refused_before_it_comes() {
    let stage = a_stage().await;
    let mut socket = TcpStream::connect(stage.address).await.expect("connected");
    let head = "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 100000000000\r\n\
                expect: 100-continue\r\n\r\n";
    socket.write_all(head.as_bytes()).await.expect("written");
    let mut first = [0; 12];
    let read = tokio::time::timeout(BOUND, socket.read_exact(&mut first)).await;
    read.expect("at once").expect("an answer");
    assert_eq!(&first, b"HTTP/1.1 413");
}

#[tokio::test]
async fn a_body_with_broken_framing_is_the_callers_mistake() {
    let stage = a_stage().await;
    let mut socket = TcpStream::connect(stage.address).await.expect("connected");
    let request = "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n\
                   transfer-encoding: chunked\r\n\r\nzz\r\n";
    socket.write_all(request.as_bytes()).await.expect("written");
    let mut first = [0; 12];
    socket.read_exact(&mut first).await.expect("an answer");
    assert_eq!(&first, b"HTTP/1.1 400");
}

#[tokio::test]
async fn a_large_body_to_a_wrong_place_is_answered_all_the_same() {
    let stage = a_stage().await;
    let url = stage.url("/v1/embeddings");
    let reply = stage.send(stage.client.post(url).body(vec![b' '; 20_000_000])).await;
    assert_eq!((reply.status.as_u16(), &*reply.code()), (404, "unknown_url"));
    let wrong = stage.post(vec![b' '; 20_000_000]).header("x-osier-timeout", "soon");
    assert_eq!(stage.send(wrong).await.status, 400);
}

#[tokio::test]
async fn a_request_that_never_arrives_is_let_go() {
    let stage = staged(Dialect::OpenAi, [Step::answer("alive")], |config| {
        config.server.head_timeout = std::time::Duration::from_millis(200);
        config.server.body_timeout = std::time::Duration::from_millis(200);
    })
    .await;
    let heads = [
        "",
        "P",
        "PRI * HTTP/2.0",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
        "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n",
        "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{",
    ];
    for head in heads {
        let mut socket = TcpStream::connect(stage.address).await.expect("connected");
        socket.write_all(head.as_bytes()).await.expect("written");
        let mut answer = Vec::new();
        let end = tokio::time::timeout(BOUND, socket.read_to_end(&mut answer)).await;
        assert!(end.is_ok(), "the connection is still open after {head:?}");
        let body_is_missing = head.contains("content-length");
        assert_eq!(answer.starts_with(b"HTTP/1.1 408"), body_is_missing, "{head:?}: {answer:?}");
    }
    assert_eq!(stage.chat(false).await.text(), "alive");
}

#[tokio::test]
async fn what_is_no_http_is_refused() {
    let stage = a_stage().await;
    let mut socket = TcpStream::connect(stage.address).await.expect("connected");
    socket.write_all(b"\x16\x03\x01 this is TLS\r\n\r\n").await.expect("written");
    let mut answer = Vec::new();
    let end = tokio::time::timeout(BOUND, socket.read_to_end(&mut answer)).await;
    assert!(end.is_ok() && (answer.is_empty() || answer.starts_with(b"HTTP/1.1 400")));
    assert_eq!(stage.chat(false).await.text(), "alive");
}
