//! The end of a stream, in virtual time and without a socket.

mod scripted;

use std::time::Duration;

use osier_core::{Clock, ErrorKind};

use self::scripted::{Part, Playing};
use crate::TokioClock;

const DELTA: &str = "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n";
const FINISH: &str = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
const USAGE: &str = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3}}\n\n";
const DONE: &str = "data: [DONE]\n\n";
const PING: &str = ": ping\n\n";

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[tokio::test(start_paused = true)]
async fn silence_ends_an_unfinished_stream_after_the_idle_limit() {
    let mut playing = Playing::new([Part::Bytes(DELTA), Part::Hang]);
    let end = playing.play_out().await;
    assert_eq!((end.events, end.took), (1, seconds(75)));
    let error = end.error.unwrap();
    assert_eq!((error.kind(), error.limit()), (ErrorKind::Timeout, Some("byte_idle")));
}

#[tokio::test(start_paused = true)]
async fn pings_keep_a_stream_alive_to_its_deadline() {
    let pings = [Part::Wait(seconds(30)), Part::Bytes(PING)];
    let mut playing = Playing::new(pings.into_iter().cycle().take(100));
    let end = playing.play_out().await;
    assert_eq!(end.took, seconds(600));
    assert_eq!(end.error.unwrap().kind(), ErrorKind::DeadlineExceeded);
}

#[tokio::test(start_paused = true)]
async fn bytes_without_pause_do_not_outrun_the_deadline() {
    let mut playing = Playing::new([Part::Wait(seconds(60)), Part::Flood(DELTA)]);
    let start = TokioClock.now();
    while playing.next().await.unwrap().is_ok() {
        scripted::nap(seconds(1)).await;
    }
    let took = TokioClock.now() - start;
    assert!(took >= seconds(600) && took <= seconds(602), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_finished_stream_waits_two_seconds_for_its_terminator() {
    for ending in [Part::Hang, Part::Break, Part::Bytes("data: {\"cut")] {
        let hangs = matches!(ending, Part::Hang);
        let mut playing = Playing::new([Part::Bytes(DELTA), Part::Bytes(FINISH), ending]);
        let end = playing.play_out().await;
        assert!(end.error.is_none());
        assert_eq!((end.events, end.took), (2, seconds(if hangs { 2 } else { 0 })));
    }
}

#[tokio::test(start_paused = true)]
async fn usage_that_was_asked_for_is_waited_for_longer() {
    let delayed =
        |by| [Part::Bytes(FINISH), Part::Wait(seconds(by)), Part::Bytes(USAGE), Part::Hang];
    let end = Playing::with_usage(delayed(9)).play_out().await;
    assert!(end.error.is_none());
    assert_eq!((end.events, end.took), (2, seconds(9)), "it came, and the two seconds are over");
    let end = Playing::with_usage(delayed(11)).play_out().await;
    assert!(end.error.is_none());
    assert_eq!((end.events, end.took), (1, seconds(10)), "it is not worth more");
    let end = Playing::new(delayed(9)).play_out().await;
    assert_eq!((end.events, end.took), (1, seconds(2)), "nobody asked");
    let early = [Part::Bytes(USAGE), Part::Bytes(FINISH), Part::Hang];
    let end = Playing::with_usage(early).play_out().await;
    assert_eq!((end.events, end.took), (2, seconds(2)), "it is there");
}

#[tokio::test(start_paused = true)]
async fn a_choice_that_begins_late_is_not_hurried() {
    const SECOND: &str = "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"y\"}}]}\n\n";
    const SECOND_END: &str =
        "data: {\"choices\":[{\"index\":1,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    let parts = [DELTA, FINISH, SECOND].map(Part::Bytes);
    let late = [Part::Wait(seconds(30)), Part::Bytes(SECOND_END), Part::Hang];
    let end = Playing::new(parts.into_iter().chain(late)).play_out().await;
    assert!(end.error.is_none(), "{:?}", end.error);
    assert_eq!((end.events, end.took), (4, seconds(32)));
}

#[tokio::test(start_paused = true)]
async fn nonsense_after_the_finish_takes_nothing_away() {
    const NONSENSE: &str = "data: {\"cho\n\n";
    let end = Playing::new([DELTA, FINISH, NONSENSE, USAGE].map(Part::Bytes)).play_out().await;
    assert!(end.error.is_none(), "{:?}", end.error);
    assert_eq!(end.events, 2);
    let end = Playing::new([DELTA, NONSENSE, FINISH].map(Part::Bytes)).play_out().await;
    assert_eq!(end.error.unwrap().kind(), ErrorKind::Malformed, "nothing was finished");
    assert_eq!(end.events, 1);
}

#[tokio::test(start_paused = true)]
async fn what_the_provider_reports_after_the_finish_counts() {
    const REPORT: &str = "event: error\ndata: {}\n\n";
    let end = Playing::new([DELTA, FINISH, REPORT].map(Part::Bytes)).play_out().await;
    assert_eq!(end.error.unwrap().kind(), ErrorKind::Malformed);
    assert_eq!(end.events, 2);
}

#[tokio::test(start_paused = true)]
async fn pings_do_not_prolong_a_finished_stream() {
    let pings = [Part::Wait(Duration::from_millis(900)), Part::Bytes(PING)];
    let parts = [Part::Bytes(FINISH)].into_iter().chain(pings.into_iter().cycle().take(100));
    let end = Playing::new(parts).play_out().await;
    assert!(end.error.is_none());
    assert_eq!(end.took, seconds(2));
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_takes_long_loses_nothing() {
    let parts = [DELTA, FINISH, USAGE, DONE].map(Part::Bytes);
    // Bytes come only when they are asked for, and a moment later: nothing is ever ready at once.
    let parts = parts.into_iter().flat_map(|part| [Part::Wait(Duration::from_millis(1)), part]);
    let mut playing = Playing::new(parts);
    let mut events = 0;
    while let Some(event) = playing.next().await {
        event.unwrap();
        events += 1;
        scripted::nap(seconds(100)).await;
    }
    assert_eq!(events, 3);
}

#[tokio::test(start_paused = true)]
async fn a_timer_is_not_made_for_every_event() {
    let piece = [Part::Wait(Duration::from_millis(10)), Part::Bytes(DELTA)];
    let parts = piece.into_iter().cycle().take(2000).chain([Part::Bytes(FINISH)]);
    let mut playing = Playing::new(parts);
    let end = playing.play_out().await;
    assert!(end.error.is_none());
    assert_eq!(end.events, 1001);
    assert!(playing.timers() <= 2, "{} timers for ten seconds", playing.timers());
}

#[tokio::test(start_paused = true)]
async fn any_span_is_a_limit() {
    let mut playing = Playing::with_byte_idle([Part::Hang], Duration::MAX);
    assert_eq!(playing.play_out().await.error.unwrap().kind(), ErrorKind::DeadlineExceeded);
    let mut playing = Playing::with_byte_idle([Part::Hang], Duration::ZERO);
    assert_eq!(playing.play_out().await.error.unwrap().kind(), ErrorKind::Timeout);
}

#[tokio::test(start_paused = true)]
async fn whoever_watches_is_told_when_the_answer_is_whole_and_when_it_is_not_after_all() {
    const OTHER: &str = "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"y\"}}]}\n\n";
    let (mut playing, pulse) = Playing::watched([DELTA, FINISH, OTHER].map(Part::Bytes));
    for whole in [false, true, false] {
        playing.next().await.unwrap().unwrap();
        assert_eq!(pulse.is_whole(), whole);
    }
}
