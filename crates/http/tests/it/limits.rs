//! Nothing is waited for without end, and nothing is held without bound.

use std::time::{Duration, Instant};

use osier_core::{Clock, Context, Delivery, ErrorKind, Provider, SharedClock, Sleep};
use osier_http::{HttpClient, HttpProvider, TokioClock};
use tokio::net::TcpListener;

use crate::dialect::Plain;
use crate::far_end::{FarEnd, Step, chunk, head, reply};
use crate::setting::*;

const SHORT: Duration = Duration::from_millis(150);

#[tokio::test]
async fn the_deadline_bounds_the_wait_for_headers() {
    let (far_end, provider) = playing(vec![Step::Hang]).await;
    let error = provider.call(&within(SHORT), request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DeadlineExceeded);
    assert_eq!(error.delivery(), Delivery::MaybeSent);
    far_end.peer_closes().await;
}

#[tokio::test]
async fn the_deadline_bounds_a_whole_answer() {
    let (far_end, provider) = playing(vec![head(JSON), chunk("{"), Step::Hang]).await;
    let error = provider.call(&within(SHORT), request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DeadlineExceeded);
    assert_eq!(error.delivery(), Delivery::Answered);
    far_end.peer_closes().await;
}

#[tokio::test]
async fn the_deadline_bounds_a_stream() {
    let (far_end, provider) = playing(vec![head(SSE), chunk(HEL), Step::Hang]).await;
    let response = provider.call(&within(SHORT), stream_request()).await.unwrap();
    let (events, error) = read(response).await;
    assert_eq!(text_of(&events), "Hel");
    assert_eq!(error.unwrap().kind(), ErrorKind::DeadlineExceeded);
    far_end.peer_closes().await;
}

#[tokio::test]
async fn the_deadline_bounds_a_stream_that_never_pauses() {
    let mut script = vec![head(SSE)];
    for _ in 0..100 {
        script.extend([chunk(HEL), Step::Pause(Duration::from_millis(10))]);
    }
    let (_far_end, provider) = playing(script).await;
    let response = provider.call(&within(SHORT), stream_request()).await.unwrap();
    let (events, error) = read(response).await;
    assert!(!events.is_empty() && events.len() < 100);
    assert_eq!(error.unwrap().kind(), ErrorKind::DeadlineExceeded);
}

#[tokio::test]
async fn past_the_deadline_nothing_is_sent() {
    let (far_end, provider) = playing(vec![]).await;
    let error = provider.call(&within(Duration::ZERO), request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DeadlineExceeded);
    assert_eq!(error.delivery(), Delivery::NotSent);
    assert_eq!(far_end.accepted(), 0);
}

#[tokio::test]
async fn silence_in_a_stream_is_a_timeout() {
    let far_end = FarEnd::playing([vec![head(SSE), chunk(HEL), Step::Hang]]).await;
    let provider = building(&far_end).byte_idle(SHORT).build();
    let (events, error) = ask_stream(&provider).await;
    assert_eq!(text_of(&events), "Hel");
    let error = error.unwrap();
    assert_eq!((error.kind(), error.limit()), (ErrorKind::Timeout, Some("byte_idle")));
    far_end.peer_closes().await;
}

#[tokio::test]
async fn pings_are_no_silence() {
    let mut script = vec![head(SSE), chunk(HEL)];
    for _ in 0..10 {
        script.extend([Step::Pause(SHORT / 3), chunk(": ping\n\n")]);
    }
    script.extend([chunk(FINISH), chunk(DONE)]);
    let far_end = FarEnd::playing([script]).await;
    let provider = building(&far_end).byte_idle(SHORT).build();
    let (events, error) = ask_stream(&provider).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(events.len(), 2);
}

#[tokio::test]
async fn a_slow_caller_is_no_silence() {
    let script = vec![head(SSE), chunk(HEL), chunk(LO), chunk(FINISH), chunk(DONE)];
    let far_end = FarEnd::playing([script]).await;
    let provider = building(&far_end).byte_idle(SHORT).build();
    let response = provider.call(&context(), stream_request()).await.unwrap();
    let mut text = response.into_text();
    let mut all = String::new();
    while let Some(piece) = text.next().await {
        all.push_str(&piece.unwrap());
        nap(SHORT * 2).await;
    }
    assert_eq!(all, "Hello");
}

#[tokio::test]
async fn a_huge_answer_is_refused_not_held() {
    let mut script = vec![head(JSON)];
    script.extend(std::iter::repeat_n(chunk([b'x'; 1000]), 11));
    script.push(Step::Hang);
    let far_end = FarEnd::playing([script]).await;
    let provider = building(&far_end).max_answer(10_000).build();
    let error = ask(&provider).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
    assert!(error.to_string().contains("larger than 10000 bytes"), "{error}");
    far_end.peer_closes().await;
}

#[tokio::test]
async fn a_promise_of_too_much_is_refused_before_it_is_kept() {
    let promise = "HTTP/1.1 200 OK\r\ncontent-length: 9000000000\r\n\r\n";
    let (far_end, provider) = playing(vec![Step::Send(promise.into()), Step::Hang]).await;
    let error = ask(&provider).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
    far_end.peer_closes().await;
}

#[tokio::test]
async fn an_answer_of_just_the_bound_is_an_answer() {
    let far_end = FarEnd::playing([vec![reply(200, JSON, WHOLE)]]).await;
    let provider = building(&far_end).max_answer(WHOLE.len()).build();
    assert_eq!(ask(&provider).await.unwrap().text().await.unwrap(), "Hello");
}

#[tokio::test]
async fn a_tls_handshake_that_never_answers_is_a_connect_timeout() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", silent.local_addr().unwrap());
    let client = HttpClient::builder().connect_timeout(SHORT).build().unwrap();
    let provider = HttpProvider::new(client, Plain::at(&url));
    let error = ask(&provider).await.unwrap_err();
    assert_eq!((error.kind(), error.limit()), (ErrorKind::Timeout, Some("connect")));
    assert_eq!(error.delivery(), Delivery::NotSent);
}

#[tokio::test]
async fn a_probe_is_bounded_by_the_deadline() {
    let (_far_end, provider) = playing(vec![Step::Hang]).await;
    let error = provider.probe(&within(SHORT)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DeadlineExceeded);
}

#[tokio::test]
async fn a_probe_is_bounded_by_itself() {
    let (_far_end, provider) = playing(vec![Step::Hang]).await;
    let context = Context::builder(Hurried::shared()).timeout(Duration::from_secs(60)).build();
    let began = TokioClock.now();
    let error = provider.probe(&context).await.unwrap_err();
    assert_eq!((error.kind(), error.limit()), (ErrorKind::Timeout, Some("probe")));
    let took = TokioClock.now() - began;
    assert!(took >= Duration::from_secs(5) / HURRY, "{took:?} is not five seconds, hurried");
}

/// How many seconds pass in one.
const HURRY: u32 = 50;

/// A clock in whose time real sockets are slow: its fixed limits are soon reached.
#[derive(Debug)]
struct Hurried(Instant);

impl Hurried {
    fn shared() -> SharedClock {
        std::sync::Arc::new(Self(TokioClock.now()))
    }
}

impl Clock for Hurried {
    fn now(&self) -> Instant {
        self.0 + (TokioClock.now() - self.0) * HURRY
    }

    fn sleep_until(&self, until: Instant) -> Sleep {
        TokioClock.sleep_until(self.0 + until.saturating_duration_since(self.0) / HURRY)
    }

    fn unix_time(&self) -> Duration {
        TokioClock.unix_time()
    }
}
