//! Bodies that are not what their type says.

use std::time::Duration;

use osier_core::adapter::Framing;
use osier_core::{Body, ErrorKind, Provider};
use osier_http::HttpProvider;

use crate::dialect::Plain;
use crate::far_end::{FarEnd, Script, Step, chunk, end, head, reply};
use crate::setting::*;

const TYPES: [&str; 4] = [JSON, "text/plain", "application/stream+json", ""];

#[tokio::test]
async fn a_stream_is_a_stream_by_whatever_name() {
    for content_type in TYPES {
        for first in ["", ": ping\n\n", "\r\n\n", "\u{feff}", "event: x\n", "id: 7\n", "retry: 5\n"]
        {
            let body = [first, HEL, LO, FINISH, DONE].concat();
            let (_far_end, provider) = playing(vec![reply(200, content_type, &body)]).await;
            let (events, error) = ask_stream(&provider).await;
            assert!(error.is_none(), "{content_type} {first:?}: {error:?}");
            assert_eq!(text_of(&events), "Hello", "{content_type} {first:?}");
        }
    }
}

#[tokio::test]
async fn a_whole_answer_is_one_by_whatever_name() {
    for content_type in TYPES {
        for first in ["", "\n\n  ", "\r\n"] {
            let body = [first, WHOLE].concat();
            let (_far_end, provider) = playing(vec![reply(200, content_type, &body)]).await;
            let response = provider.call(&context(), stream_request()).await.unwrap();
            assert!(matches!(response.body, Body::Complete(_)), "{content_type} {first:?}");
            assert_eq!(response.text().await.unwrap(), "Hello");
        }
    }
}

#[tokio::test]
async fn lines_of_json_are_lines_by_whatever_name() {
    for content_type in TYPES {
        let events = [HEL, LO, FINISH].map(|event| event.trim().trim_start_matches("data: "));
        let far_end = FarEnd::playing([vec![reply(200, content_type, &events.join("\n"))]]).await;
        let adapter = Plain { framing: Framing::Ndjson, ..Plain::at(&far_end.url) };
        let (events, error) = ask_stream(&HttpProvider::new(client(), adapter)).await;
        assert!(error.is_none(), "{error:?}");
        assert_eq!(text_of(&events), "Hello", "{content_type}");
    }
}

#[tokio::test]
async fn the_first_bytes_may_come_one_by_one() {
    let body = [HEL, LO, FINISH, DONE].concat();
    let mut script: Script = vec![head(JSON)];
    for byte in body[..12].bytes() {
        script.extend([chunk([byte]), Step::Pause(Duration::from_millis(5))]);
    }
    script.extend([chunk(&body[12..]), end()]);
    let (_far_end, provider) = playing(script).await;
    let (events, error) = ask_stream(&provider).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(text_of(&events), "Hello");
}

#[tokio::test]
async fn what_is_neither_is_what_its_type_says() {
    for body in ["", "   ", "words", "dat", "d{}"] {
        let (_far_end, provider) = playing(vec![reply(200, JSON, body)]).await;
        let error = provider.call(&context(), stream_request()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Malformed, "{body:?}");
        let (_far_end, provider) = playing(vec![reply(200, "text/plain", body)]).await;
        let (_, error) = ask_stream(&provider).await;
        assert_eq!(error.unwrap().kind(), ErrorKind::Cut, "{body:?}");
    }
}

#[tokio::test]
async fn a_body_that_tells_nothing_is_not_waited_for_past_the_deadline() {
    let (far_end, provider) = playing(vec![head(JSON), chunk(" "), Step::Hang]).await;
    let short = within(Duration::from_millis(150));
    let error = provider.call(&short, stream_request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DeadlineExceeded);
    far_end.peer_closes().await;
}

#[tokio::test]
async fn the_bound_of_a_whole_answer_holds_for_what_was_read_to_know_it() {
    let far_end =
        FarEnd::playing([vec![reply(200, JSON, WHOLE)], vec![reply(200, JSON, WHOLE)]]).await;
    let too_large = building(&far_end).max_answer(WHOLE.len() - 1).build();
    let error = too_large.call(&context(), stream_request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
    let enough = building(&far_end).max_answer(WHOLE.len()).build();
    assert!(enough.call(&context(), stream_request()).await.is_ok());
}
