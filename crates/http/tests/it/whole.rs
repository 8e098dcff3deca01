//! Whole answers.

use osier_core::{Body, Delivery, ErrorKind, Provider};

use crate::far_end::{Step, chunk, end, head, reply, reply_with};
use crate::setting::*;

#[tokio::test]
async fn a_whole_answer_arrives_with_its_identity() {
    let reply = reply_with(200, &[("content-type", JSON), ("x-request-id", "req_7")], WHOLE);
    let (far_end, provider) = playing(vec![reply]).await;
    let response = ask(&provider).await.unwrap();
    assert_eq!(response.head.upstream_id.as_deref(), Some("req_7"));
    assert_eq!(response.text().await.unwrap(), "Hello");

    let request = &far_end.requests()[0];
    assert!(request.starts_with("POST /chat?key="), "{request}");
    assert!(request.contains("content-type: application/json\r\n"), "{request}");
    assert!(request.contains("authorization: Bearer sk-very-secret\r\n"), "{request}");
    assert!(request.ends_with(std::str::from_utf8(&self::request().to_bytes()).unwrap()));
}

#[tokio::test]
async fn a_chunked_answer_is_put_together() {
    let (a, b) = WHOLE.split_at(20);
    let (_far_end, provider) = playing(vec![head(JSON), chunk(a), chunk(b), end()]).await;
    assert_eq!(ask(&provider).await.unwrap().text().await.unwrap(), "Hello");
}

#[tokio::test]
async fn json_in_place_of_a_stream_is_a_whole_answer() {
    let (_far_end, provider) = playing(vec![reply(200, JSON, WHOLE)]).await;
    let response = provider.call(&context(), stream_request()).await.unwrap();
    assert!(matches!(response.body, Body::Complete(_)));
    assert_eq!(response.text().await.unwrap(), "Hello");
}

#[tokio::test]
async fn a_stream_in_place_of_a_whole_answer_is_collected() {
    let body = [HEL, LO, FINISH, DONE].concat();
    let (_far_end, provider) = playing(vec![reply(200, SSE, &body)]).await;
    assert_eq!(ask(&provider).await.unwrap().text().await.unwrap(), "Hello");
}

#[tokio::test]
async fn a_body_shorter_than_promised_is_cut() {
    let short = format!("HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{WHOLE}");
    for ending in [Step::Close, Step::Reset] {
        let script = vec![Step::Send(short.clone().into_bytes()), ending];
        let (_far_end, provider) = playing(script).await;
        let error = ask(&provider).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Cut);
        assert_eq!(error.delivery(), Delivery::Answered);
    }
}

#[tokio::test]
async fn what_is_no_answer_is_malformed() {
    for body in ["", "{}", "words", r#"{"choices":[]}"#] {
        let (_far_end, provider) = playing(vec![reply(200, JSON, body)]).await;
        let error = ask(&provider).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Malformed, "{body}");
    }
}

#[tokio::test]
async fn a_compressed_answer_is_named_as_such() {
    let headers = [("content-type", JSON), ("content-encoding", "gzip")];
    let (_far_end, provider) = playing(vec![reply_with(200, &headers, "\u{1f}...")]).await;
    let error = ask(&provider).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
    assert!(error.to_string().contains("compressed"), "{error}");
}

#[tokio::test]
async fn an_encoding_that_changes_nothing_is_read() {
    let headers = [("content-type", JSON), ("content-encoding", "identity")];
    let (_far_end, provider) = playing(vec![reply_with(200, &headers, WHOLE)]).await;
    assert_eq!(ask(&provider).await.unwrap().text().await.unwrap(), "Hello");
}
