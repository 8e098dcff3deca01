//! Connections are used again when that is possible, and closed when nobody wants them.

use std::time::Duration;

use osier_core::Provider;
use osier_http::HttpProvider;

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
