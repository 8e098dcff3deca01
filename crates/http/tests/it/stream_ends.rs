//! How streams end, and what the caller is told.

use std::time::Duration;

use osier_core::{Clock, Delivery, ErrorKind};
use osier_http::TokioClock;

use crate::far_end::{Script, Step, chunk, end, head, reply};
use crate::setting::*;

/// Plays the chunks and then this; gives the text and the error.
async fn play(chunks: &[&str], ending: Step) -> (String, Option<osier_core::Error>) {
    let mut script: Script = vec![head(SSE)];
    script.extend(chunks.iter().map(chunk));
    script.push(ending);
    let (_far_end, provider) = playing(script).await;
    let (events, error) = ask_stream(&provider).await;
    (text_of(&events), error)
}

#[tokio::test]
async fn the_terminator_ends_the_stream_at_once() {
    let began = TokioClock.now();
    let (text, error) = play(&[HEL, LO, FINISH, DONE], Step::Hang).await;
    assert!(error.is_none());
    assert_eq!(text, "Hello");
    assert!((TokioClock.now() - began) < Duration::from_secs(1));
}

#[tokio::test]
async fn what_follows_the_terminator_is_not_read() {
    let (text, error) = play(&[HEL, FINISH, DONE, "data: nonsense\n\n"], Step::Close).await;
    assert!(error.is_none());
    assert_eq!(text, "Hel");
}

#[tokio::test]
async fn a_finished_answer_needs_no_terminator() {
    for ending in [end(), Step::Close, Step::Reset] {
        let (text, error) = play(&[HEL, LO, FINISH], ending).await;
        assert!(error.is_none(), "{error:?}");
        assert_eq!(text, "Hello");
    }
}

#[tokio::test]
async fn a_finished_answer_waits_for_its_terminator_but_not_long() {
    let began = TokioClock.now();
    let (text, error) = play(&[HEL, LO, FINISH], Step::Hang).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(text, "Hello");
    let took = TokioClock.now() - began;
    assert!(took > Duration::from_millis(1900) && took < Duration::from_secs(4), "{took:?}");
}

#[tokio::test]
async fn usage_after_the_finish_is_not_lost() {
    let script = vec![
        head(SSE),
        chunk(HEL),
        chunk(FINISH),
        Step::Pause(Duration::from_millis(300)),
        chunk(USAGE),
        end(),
    ];
    let (_far_end, provider) = playing(script).await;
    let (events, error) = ask_stream(&provider).await;
    assert!(error.is_none() && events[2].has_usage());
}

#[tokio::test]
async fn an_unfinished_answer_never_ends_normally() {
    for chunks in [&[HEL][..], &[], &[HEL, ": ping\n\n"], &[HEL, "data: {\"cho"], &[HEL, DONE_CUT]]
    {
        for ending in [end(), Step::Close, Step::Reset] {
            let (text, error) = play(chunks, ending).await;
            let error = error.expect("a cut");
            assert_eq!(error.kind(), ErrorKind::Cut, "{chunks:?}");
            assert_eq!(error.delivery(), Delivery::Answered);
            assert!(text == "Hel" || chunks.is_empty() || text.is_empty());
        }
    }
}

/// The blank line is missing: whether this was all of it, nobody knows.
const DONE_CUT: &str = "data: [DONE]\n";

#[tokio::test]
async fn what_arrived_before_an_orderly_cut_is_delivered() {
    let (text, error) = play(&[HEL, LO], end()).await;
    assert_eq!(text, "Hello");
    let error = error.unwrap();
    assert_eq!(error.kind(), ErrorKind::Cut);
    assert!(error.to_string().contains("without a finish reason"), "{error}");
}

#[tokio::test]
async fn a_cut_inside_an_event_is_told_apart() {
    let (text, error) = play(&[HEL, "data: {\"cho"], end()).await;
    assert_eq!(text, "Hel");
    assert!(error.unwrap().to_string().contains("inside an event"));
}

#[tokio::test]
async fn an_error_in_the_stream_is_its_last_item() {
    let reported = "error: {\"code\":500}\n\n";
    let (text, error) = play(&[HEL, reported, LO, FINISH, DONE], end()).await;
    assert_eq!(text, "Hel");
    assert_eq!(error.unwrap().kind(), ErrorKind::Server);
}

#[tokio::test]
async fn an_event_that_cannot_be_read_ends_the_stream() {
    let (text, error) = play(&[HEL, "data: nonsense\n\n", LO, FINISH, DONE], end()).await;
    assert_eq!(text, "Hel");
    assert_eq!(error.unwrap().kind(), ErrorKind::Malformed);
}

#[tokio::test]
async fn nonsense_after_the_finish_is_not_read() {
    let (text, error) = play(&[HEL, FINISH, "data: nonsense\n\n", DONE], end()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(text, "Hel");
}

#[tokio::test]
async fn an_event_without_end_is_refused() {
    let far_end = crate::far_end::FarEnd::playing([vec![reply(200, SSE, &"x".repeat(5000))]]).await;
    let provider = building(&far_end).max_record(1000).build();
    let (events, error) = ask_stream(&provider).await;
    assert!(events.is_empty());
    assert_eq!(error.unwrap().kind(), ErrorKind::Malformed);
}
