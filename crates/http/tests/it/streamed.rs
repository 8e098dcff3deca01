//! Streamed answers that go well, however they are cut into pieces.

use osier_core::Provider;

use crate::far_end::{FarEnd, chunk, end, head, reply};
use crate::setting::*;

#[tokio::test]
async fn events_arrive_in_order_and_with_an_identity() {
    let script = vec![head(SSE), chunk(HEL), chunk(LO), chunk(FINISH), chunk(USAGE), chunk(DONE)];
    let (_far_end, provider) = playing(script).await;
    let response = provider.call(&context(), stream_request()).await.unwrap();
    assert_eq!(response.head.upstream_id.as_deref(), Some("req_1"));
    let (events, error) = read(response).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(text_of(&events), "Hello");
    assert!(events[2].finish_reason().is_some() && events[3].has_usage());
}

#[tokio::test]
async fn an_event_arrives_before_the_next_one_is_written() {
    let (_far_end, provider) =
        playing(vec![head(SSE), chunk(HEL), crate::far_end::Step::Hang]).await;
    let response = provider.call(&context(), stream_request()).await.unwrap();
    let mut text = response.into_text();
    assert_eq!(text.next().await.unwrap().unwrap(), "Hel");
}

#[tokio::test]
async fn a_cut_at_any_byte_changes_nothing() {
    let body = ["\u{feff}: hi\r\n\r\n", "event: chunk\r\n", HEL, LO, FINISH, DONE].concat();
    let body = body.replace("Hel", "Hél");
    let cuts = (0..body.len()).map(|at| {
        let (a, b) = body.as_bytes().split_at(at);
        vec![head(SSE), chunk_if_any(a), chunk(b), end()]
    });
    let far_end = FarEnd::playing(cuts).await;
    let provider = building(&far_end).build();
    for at in 0..body.len() {
        let (events, error) = ask_stream(&provider).await;
        assert!(error.is_none(), "cut at {at}: {error:?}");
        assert_eq!((text_of(&events).as_str(), events.len()), ("Héllo", 3), "cut at {at}");
    }
}

#[tokio::test]
async fn one_byte_at_a_time_is_enough() {
    let body = [HEL, LO, FINISH, DONE].concat();
    let mut script = vec![head(SSE)];
    script.extend(body.bytes().map(|byte| chunk([byte])));
    let (_far_end, provider) = playing(script).await;
    let (events, error) = ask_stream(&provider).await;
    assert!(error.is_none());
    assert_eq!(text_of(&events), "Hello");
}

#[tokio::test]
async fn an_unnamed_content_type_is_read_as_the_adapter_says() {
    let body = [HEL, LO, FINISH, DONE].concat();
    for content_type in ["text/plain", "application/octet-stream"] {
        let (_far_end, provider) = playing(vec![reply(200, content_type, &body)]).await;
        let (events, error) = ask_stream(&provider).await;
        assert!(error.is_none());
        assert_eq!(text_of(&events), "Hello", "{content_type}");
    }
}

/// A chunk of no bytes would be the end of the body.
fn chunk_if_any(bytes: &[u8]) -> crate::far_end::Step {
    if bytes.is_empty() { crate::far_end::Step::Send(Vec::new()) } else { chunk(bytes) }
}
