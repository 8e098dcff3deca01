//! A client that stops reading, and holds a provider's answer.

use std::time::Duration;

use osier_simulate::Step;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::stage::{DIALECTS, body, staged};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_client_that_stops_reading_is_let_go() {
    let endless = Step::of(osier_simulate::Answer::tokens(100_000));
    let stage = staged(DIALECTS[0], [endless], |config| {
        config.server.write_timeout = Duration::from_millis(300);
    })
    .await;
    let mut socket = TcpStream::connect(stage.address).await.expect("connected");
    let body = body(true).to_string();
    let head = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    socket.write_all((head + &body).as_bytes()).await.expect("written");
    let mut first = [0; 64];
    socket.read_exact(&mut first).await.expect("the beginning of an answer");
    assert!(first.starts_with(b"HTTP/1.1 200"));
    assert!(stage.providers[0].client_left(10 * SECOND).await, "the answer is still held");
}

#[tokio::test]
async fn an_http2_client_that_takes_nothing_is_let_go() {
    let endless = Step::of(osier_simulate::Answer::tokens(100_000));
    let stage = staged(DIALECTS[0], [endless], |config| {
        config.server.write_timeout = Duration::from_millis(300);
    })
    .await;
    let client = reqwest::Client::builder()
        .no_proxy()
        .http2_prior_knowledge()
        .http2_initial_stream_window_size(1024)
        .build()
        .expect("a client");
    let url = stage.url("/v1/chat/completions");
    let response = client.post(url).body(body(true).to_string()).send().await.expect("a response");
    assert_eq!(response.version(), reqwest::Version::HTTP_2);
    assert!(stage.providers[0].client_left(10 * SECOND).await, "the answer is still held");
    let rest = response.text().await.expect("a body");
    assert!(rest.contains("\"error\"") && rest.ends_with("data: [DONE]\n\n"));
}
