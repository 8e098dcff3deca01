//! One JSON object per line.

use osier_core::ErrorKind;
use osier_core::adapter::Framing;
use osier_http::HttpProvider;

use crate::dialect::Plain;
use crate::far_end::{FarEnd, Step, chunk, end, head, reply};
use crate::setting::*;

const NDJSON: &str = "application/x-ndjson";

/// The events as lines, without the terminator that lines do not have.
fn lines(events: &[&str]) -> String {
    let lines = events.iter().map(|event| event.trim().trim_start_matches("data: "));
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn lines_are_events_and_the_last_needs_no_end() {
    let body = lines(&[HEL, LO, FINISH]);
    for content_type in [NDJSON, "text/plain"] {
        let far_end = FarEnd::playing([vec![reply(200, content_type, &body)]]).await;
        let adapter = Plain { framing: Framing::Ndjson, ..Plain::at(&far_end.url) };
        let (events, error) = ask_stream(&HttpProvider::new(client(), adapter)).await;
        assert!(error.is_none(), "{error:?}");
        assert_eq!(text_of(&events), "Hello");
    }
}

#[tokio::test]
async fn the_content_type_counts_more_than_the_adapter() {
    let body = lines(&[HEL, LO, FINISH]);
    let (_far_end, provider) = playing(vec![reply(200, NDJSON, &body)]).await;
    let (events, error) = ask_stream(&provider).await;
    assert!(error.is_none());
    assert_eq!(text_of(&events), "Hello");
}

#[tokio::test]
async fn a_line_cut_in_half_is_no_normal_end() {
    let body = lines(&[HEL, LO]);
    for cut in [body.len(), body.len() - 5] {
        for ending in [Step::Close, end()] {
            let script = vec![head(NDJSON), chunk(&body[..cut]), ending];
            let (_far_end, provider) = playing(script).await;
            let (events, error) = ask_stream(&provider).await;
            assert_eq!(error.unwrap().kind(), ErrorKind::Cut, "at {cut}");
            assert!(text_of(&events).starts_with("Hel"));
        }
    }
}

#[tokio::test]
async fn half_a_line_after_the_finish_changes_nothing() {
    let body = lines(&[HEL, FINISH, USAGE]);
    let script = vec![head(NDJSON), chunk(&body[..body.len() - 5]), end()];
    let (_far_end, provider) = playing(script).await;
    let (events, error) = ask_stream(&provider).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(events.len(), 2);
}

#[tokio::test]
async fn what_the_last_line_reports_counts_with_or_without_an_end() {
    for line_end in ["", "\n"] {
        let body = lines(&[HEL, "{\"error\":\"the call is no JSON\"}"]) + line_end;
        let (_far_end, provider) = playing(vec![head(NDJSON), chunk(&body), end()]).await;
        let (events, error) = ask_stream(&provider).await;
        assert_eq!(text_of(&events), "Hel");
        let error = error.unwrap();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Malformed, Some("tool_use_failed")));
    }
}
