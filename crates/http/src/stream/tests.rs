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
