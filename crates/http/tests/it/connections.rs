//! Connections are used again when that is possible, and closed when nobody wants them.

use std::time::Duration;

use osier_core::Provider;
use osier_http::{HttpClient, HttpProvider};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use crate::dialect::Plain;
use crate::far_end::{FarEnd, Step, chunk, end, head, reply};
use crate::setting::*;

#[tokio::test]
async fn one_connection_serves_one_call_after_the_other() {
    let pause = Step::Pause(Duration::from_millis(50));
    let far_end = FarEnd::playing([
        vec![reply(200, JSON, WHOLE)],
        vec![reply(500, JSON, "{}")],
        vec![head(SSE), chunk(HEL), chunk([FINISH, DONE].concat()), end()],
        vec![head(SSE), chunk(HEL), chunk(FINISH), end()],
        // The end of the body is a packet of its own, and late.
        vec![head(SSE), chunk(HEL), chunk([FINISH, DONE].concat()), pause, end()],
        vec![reply(200, JSON, WHOLE)],
    ])
    .await;
    let provider = building(&far_end).build();
    ask(&provider).await.unwrap();
    ask(&provider).await.unwrap_err();
    for _ in 0..3 {
        let (events, error) = ask_stream(&provider).await;
        assert!(error.is_none() && events.len() == 2);
        // Gives the background the time that a caller takes to think of the next question.
        nap(Duration::from_millis(200)).await;
    }
    ask(&provider).await.unwrap();
    assert_eq!(far_end.accepted(), 1);
}

#[tokio::test]
async fn providers_share_a_pool() {
    let far_end = FarEnd::playing(vec![vec![reply(200, JSON, WHOLE)]; 2]).await;
    let client = client();
    for _ in 0..2 {
        let provider = HttpProvider::new(client.clone(), Plain::at(&far_end.url));
        ask(&provider).await.unwrap();
    }
    assert_eq!(far_end.accepted(), 1);
}

#[tokio::test]
async fn a_dropped_stream_closes_its_connection() {
    let (far_end, provider) = playing(vec![head(SSE), chunk(HEL), Step::Hang]).await;
    let response = provider.call(&context(), stream_request()).await.unwrap();
    let mut text = response.into_text();
    assert_eq!(text.next().await.unwrap().unwrap(), "Hel");
    drop(text);
    far_end.peer_closes().await;
}

#[tokio::test]
async fn a_dropped_call_closes_its_connection() {
    let (far_end, provider) = playing(vec![Step::Hang]).await;
    {
        let context = context();
        let call = provider.call(&context, request());
        let early = tokio::time::timeout(Duration::from_millis(200), call).await;
        assert!(early.is_err(), "the far end does not answer");
    }
    far_end.peer_closes().await;
}

#[tokio::test]
async fn a_connection_without_end_is_not_kept_for_ever() {
    let (far_end, provider) =
        playing(vec![head(SSE), chunk(HEL), chunk([FINISH, DONE].concat()), Step::Hang]).await;
    let (_, error) = ask_stream(&provider).await;
    assert!(error.is_none());
    nap(Duration::from_millis(500)).await;
    far_end.peer_closes().await;
}

/// What a client says first over TLS: among it, in plain sight, the protocols it offers.
async fn client_hello(client: HttpClient) -> Vec<u8> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let asking = tokio::spawn(async move {
        let provider = HttpProvider::new(client, Plain::at(&url));
        ask(&provider).await.unwrap_err();
    });
    let (mut socket, _) = listener.accept().await.unwrap();
    let mut head = [0; 5];
    socket.read_exact(&mut head).await.unwrap();
    let mut hello = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
    socket.read_exact(&mut hello).await.unwrap();
    drop(socket);
    asking.await.unwrap();
    hello
}

#[tokio::test]
async fn requests_share_no_connection_unless_told_to() {
    let offers_http2 = |hello: &[u8]| hello.windows(3).any(|name| name == b"\x02h2");
    assert!(!offers_http2(&client_hello(client()).await));
    let shared = HttpClient::builder().http2(true).build().unwrap();
    assert!(offers_http2(&client_hello(shared).await));
}
