//! Answers that are none, and connections that break.

use std::time::Duration;

use osier_core::{Clock, Delivery, ErrorKind, Provider};
use osier_http::{HttpProvider, TokioClock};
use tokio::net::TcpListener;

use crate::dialect::Plain;
use crate::far_end::{FarEnd, Step, chunk, head, reply, reply_with};
use crate::setting::*;

#[tokio::test]
async fn a_refusal_is_classified_by_the_adapter() {
    let headers = [("content-type", JSON), ("retry-after", "3"), ("retry-after-ms", "2730")];
    let (_far_end, provider) = playing(vec![reply_with(429, &headers, "slower, please")]).await;
    let error = ask(&provider).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::RateLimited, Some(429)));
    assert_eq!(error.retry_after(), Some(Duration::from_millis(2730)));
    assert_eq!(error.provider_message(), Some("slower, please"));
    assert_eq!(error.delivery(), Delivery::Answered);
}

#[tokio::test]
async fn an_error_page_is_the_status_it_came_with() {
    let (_far_end, provider) = playing(vec![reply(502, "text/html", "<html>Bad Gateway")]).await;
    let error = ask(&provider).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Server, Some(502)));
}

#[tokio::test]
async fn a_web_page_with_success_status_is_no_answer() {
    for request in [request(), stream_request()] {
        let (_far_end, provider) = playing(vec![reply(200, "text/html", "<html>Log in")]).await;
        let error = provider.call(&context(), request).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Malformed);
        assert!(error.to_string().contains("web page"), "{error}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = FarEnd::playing([vec![reply(200, JSON, WHOLE)]]).await;
    for status in [301, 302, 304, 307, 308] {
        let location = [("location", elsewhere.url.as_str())];
        let (_far_end, provider) = playing(vec![reply_with(status, &location, "")]).await;
        let error = ask(&provider).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::ModelNotFound, Some(status)));
        assert!(!error.is_retryable() && error.to_string().contains("redirect"), "{error}");
    }
    assert_eq!(elsewhere.accepted(), 0);
}

#[tokio::test]
async fn a_refusal_that_never_ends_is_read_in_part() {
    let head = "HTTP/1.1 500 No\r\ncontent-length: 9000000\r\n\r\n";
    let large = Step::Send([head.as_bytes(), &[b'x'; 200_000]].concat());
    let (far_end, provider) = playing(vec![large, Step::Hang]).await;
    let error = ask(&provider).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Server, Some(500)));
    far_end.peer_closes().await;
}

#[tokio::test]
async fn a_refusal_that_hangs_keeps_its_status() {
    let head = "HTTP/1.1 503 No\r\ncontent-length: 900\r\n\r\nbusy";
    let script = vec![Step::Send(head.as_bytes().to_vec()), Step::Hang];
    let (_far_end, provider) = playing(script).await;
    let began = TokioClock.now();
    let error = provider.call(&within(Duration::from_millis(300)), request()).await.unwrap_err();
    assert!(TokioClock.now() - began < Duration::from_secs(2), "the deadline holds here too");
    assert_eq!((error.kind(), error.status()), (ErrorKind::Overloaded, Some(503)));
    assert_eq!(error.provider_message(), Some("busy"));
}

#[tokio::test]
async fn nobody_listening_means_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let provider = HttpProvider::new(client(), Plain::at(&url));
    let error = ask(&provider).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Connect, Delivery::NotSent));
    assert!(error.to_string().contains("refused"), "{error}");
}

#[tokio::test]
async fn an_unknown_host_means_not_sent() {
    let provider = HttpProvider::new(client(), Plain::at("http://nowhere.invalid"));
    let error = ask(&provider).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Connect, Delivery::NotSent));
}

#[tokio::test]
async fn plain_words_in_place_of_tls_mean_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let words = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let reply = b"HTTP/1.1 400 Bad Request\r\n\r\n";
        tokio::io::AsyncWriteExt::write_all(&mut socket, reply).await.unwrap();
        socket
    });
    let provider = HttpProvider::new(client(), Plain::at(&url));
    let error = ask(&provider).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Connect, Delivery::NotSent));
    assert!(error.to_string().contains("TLS"), "{error}");
    words.await.unwrap();
}

#[tokio::test]
async fn a_break_before_the_headers_may_have_been_sent() {
    let half_a_head = Step::Send(b"HTTP/1.1 200 OK\r\ncontent-".to_vec());
    for script in [
        vec![Step::Close],
        vec![Step::Reset],
        vec![half_a_head.clone(), Step::Close],
        vec![half_a_head, Step::Reset],
    ] {
        let (_far_end, provider) = playing(script).await;
        let error = ask(&provider).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Server, Delivery::MaybeSent));
    }
}

#[tokio::test]
async fn what_is_no_http_is_malformed() {
    let many = "x-filler: 1\r\n".repeat(500);
    let large = format!("x-filler: {}\r\n", "x".repeat(2_000_000));
    let heads = [
        "nonsense\r\n\r\n".to_owned(),
        "SSH-2.0-OpenSSH_9.2\r\n".to_owned(),
        "HTTP/1.1 200 OK\r\nno header\r\n\r\n".to_owned(),
        "HTTP/1.1 20x OK\r\n\r\n".to_owned(),
        format!("HTTP/1.1 200 OK\r\n{many}\r\n"),
        format!("HTTP/1.1 200 OK\r\n{large}\r\n"),
    ];
    for head in heads {
        let start: String = head.chars().take(40).collect();
        let (_far_end, provider) = playing(vec![Step::Send(head.into_bytes()), Step::Hang]).await;
        let error = ask(&provider).await.unwrap_err();
        let found = (error.kind(), error.delivery());
        assert_eq!(found, (ErrorKind::Malformed, Delivery::Answered), "{start:?}");
    }
}

#[tokio::test]
async fn a_request_that_cannot_be_built_is_not_sent() {
    let provider = HttpProvider::new(client(), Plain::at("ftp://127.0.0.1"));
    let error = ask(&provider).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Internal, Delivery::NotSent));
    assert!(error.to_string().contains("base URL"), "{error}");
}

#[tokio::test]
async fn a_probe_takes_any_success_for_a_yes() {
    let far_end = FarEnd::playing([
        vec![reply(200, JSON, "{}")],
        vec![reply(204, JSON, "")],
        vec![reply(401, JSON, "{}")],
        vec![head("text/plain"), chunk("x"), Step::Close],
        vec![Step::Close],
    ])
    .await;
    let provider = building(&far_end).build();
    assert!(provider.probe(&context()).await.is_ok());
    assert!(provider.probe(&context()).await.is_ok());
    assert_eq!(provider.probe(&context()).await.unwrap_err().kind(), ErrorKind::Auth);
    assert!(provider.probe(&context()).await.is_ok());
    assert_eq!(provider.probe(&context()).await.unwrap_err().kind(), ErrorKind::Server);
    assert!(far_end.requests()[0].starts_with("GET /models "));
}
