//! Every interleaving of a few threads around one flight. Run with
//! `RUSTFLAGS="--cfg loom" cargo test --release --test loom`.
//!
//! A wake-up that is lost shows as a deadlock, which the model checker reports.
#![cfg(loom)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    dead_code,
    reason = "tests fail by panicking; of what flights can do a model uses a part"
)]

/// Nothing of it is public, so the models take it as it is written.
#[path = "../src/flight/mod.rs"]
mod flight;

use std::future::{Future, pending, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use flight::{Boarded, FlightKey, Flights, Landed, Limits, Pilot, Seat};
use futures_core::Stream;
use loom::future::block_on;
use loom::sync::atomic::{AtomicBool, Ordering::SeqCst};
use loom::thread;
use osier_core::{CacheKey, Completion, Error, ErrorKind, Event, Priority, Response};

const TIME: Duration = Duration::from_secs(60);
const KEY: [u8; CacheKey::LENGTH] = [0; CacheKey::LENGTH];

fn key() -> FlightKey {
    FlightKey {
        key: CacheKey::from_bytes(&KEY).unwrap(),
        stream: true,
        usage: false,
        lasting: true,
        attempts: 3,
        priority: Priority::Normal,
    }
}

fn begin(limits: Limits) -> (Flights, Seat, Pilot) {
    let flights = Flights::new(limits);
    let Boarded::First(seat, pilot) = flights.board(key(), TIME) else {
        panic!("nobody was there")
    };
    (flights, seat, pilot)
}

fn whole() -> Response {
    Response::complete(Completion::known(Vec::new().into(), None))
}

fn event() -> Event {
    Event::parse(r#"{"choices":[]}"#).unwrap()
}

/// Events that are there, and then the end, or nothing more for ever.
struct Script {
    events: u8,
    ends: bool,
}

impl Stream for Script {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.events {
            0 if self.ends => Poll::Ready(None),
            0 => Poll::Pending,
            _ => {
                self.events -= 1;
                Poll::Ready(Some(Ok(event())))
            }
        }
    }
}

fn streamed(events: u8, ends: bool) -> Result<Response, Error> {
    Ok(Response::stream(Script { events, ends }))
}

/// Flies on a thread of its own; what came of it.
fn fly(
    pilot: Pilot,
    call: impl Future<Output = Result<Response, Error>> + Send + 'static,
) -> thread::JoinHandle<Landed> {
    thread::spawn(move || block_on(pilot.fly(call)))
}

/// How many events came before the normal end.
async fn read(seat: Seat) -> usize {
    let mut events = seat.response().await.expect("an answer").into_events();
    let mut read = 0;
    while let Some(event) = std::future::poll_fn(|cx| events.as_mut().poll_next(cx)).await {
        event.expect("no error");
        read += 1;
    }
    read
}

/// What in full would take minutes, with so many switches in unlucky places. More than three have not
/// been seen to find anything new, and two find most (Musuvathi and Qadeer, "Iterative Context
/// Bounding", 2007).
fn model_of_many(switches: usize, model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(switches);
    builder.check(model);
}

#[test]
fn whoever_boards_beside_the_last_one_leaving_is_answered() {
    model_of_many(3, || {
        let (flights, seat, pilot) = begin(Limits::default());
        let flying = fly(pilot, ready(Ok(whole())));
        let leaving = thread::spawn(move || drop(seat));
        match flights.board(key(), TIME) {
            Boarded::Joined(seat) => assert!(block_on(seat.response()).is_ok()),
            Boarded::First(seat, pilot) => {
                block_on(pilot.fly(ready(Ok(whole()))));
                assert!(block_on(seat.response()).is_ok());
            }
            Boarded::Full => panic!("there is room"),
        }
        leaving.join().unwrap();
        flying.join().unwrap();
        assert_eq!(flights.len(), 0);
    });
}

#[test]
fn nobody_sleeps_through_an_event() {
    model_of_many(3, || {
        let (flights, seat, pilot) = begin(Limits::default());
        let flying = fly(pilot, ready(streamed(1, true)));
        assert_eq!(block_on(read(seat)), 1);
        assert!(matches!(flying.join().unwrap(), Landed::Streamed(_, events) if events.len() == 1));
        assert_eq!((flights.len(), flights.bytes()), (0, 0));
    });
}

#[test]
fn a_call_ends_however_the_last_one_leaves() {
    for events in 0..2 {
        loom::model(move || {
            let (flights, seat, pilot) = begin(Limits::default());
            let flying = fly(pilot, ready(streamed(events, false)));
            drop(seat);
            assert!(matches!(flying.join().unwrap(), Landed::Abandoned));
            assert_eq!((flights.len(), flights.bytes()), (0, 0));
        });
    }
}

#[test]
fn what_everybody_left_just_before_its_end_is_kept_with_all_events_or_not_at_all() {
    loom::model(|| {
        let (flights, seat, pilot) = begin(Limits::default());
        let flying = fly(pilot, ready(streamed(2, true)));
        drop(seat);
        if let Landed::Streamed(_, events) = flying.join().unwrap() {
            assert_eq!(events.len(), 2);
        }
        assert_eq!((flights.len(), flights.bytes()), (0, 0));
    });
}

#[test]
fn a_call_that_says_nothing_ends_when_two_leave_at_once() {
    loom::model(|| {
        let (flights, seat, pilot) = begin(Limits::default());
        let Boarded::Joined(other) = flights.board(key(), TIME) else { panic!("it is under way") };
        let flying = fly(pilot, pending());
        let leaving = thread::spawn(move || drop(other));
        drop(seat);
        leaving.join().unwrap();
        assert_eq!(flights.len(), 0);
        assert!(matches!(flying.join().unwrap(), Landed::Abandoned));
    });
}

#[test]
fn whoever_asks_beside_the_landing_joins_or_finds_it_stored() {
    loom::model(|| {
        let (flights, seat, pilot) = begin(Limits::default());
        let stored = Arc::new(AtomicBool::new(false));
        let store = Arc::clone(&stored);
        let flying = thread::spawn(move || {
            block_on(pilot.fly(ready(Ok(whole()))));
            store.store(true, SeqCst);
        });
        match flights.board(key(), TIME) {
            Boarded::Joined(late) => assert!(block_on(late.response()).is_ok()),
            Boarded::First(..) => assert!(stored.load(SeqCst)),
            Boarded::Full => panic!("there is room"),
        }
        assert!(block_on(seat.response()).is_ok());
        flying.join().unwrap();
        assert_eq!(flights.len(), 0);
    });
}

#[test]
fn whoever_has_seen_a_failure_begins_anew() {
    loom::model(|| {
        let (flights, seat, pilot) = begin(Limits::default());
        let flying = fly(pilot, ready(Err(Error::new(ErrorKind::Server))));
        assert!(block_on(seat.response()).is_err());
        assert!(matches!(flights.board(key(), TIME), Boarded::First(..)));
        assert!(matches!(flying.join().unwrap(), Landed::Failed));
        assert_eq!(flights.len(), 0);
    });
}

#[test]
fn a_pilot_that_is_dropped_leaves_nobody_waiting() {
    loom::model(|| {
        let (flights, seat, pilot) = begin(Limits::default());
        let lost = thread::spawn(move || drop(pilot));
        let late = match flights.board(key(), TIME) {
            Boarded::Joined(late) => Some(late),
            Boarded::First(..) | Boarded::Full => None,
        };
        for seat in [Some(seat), late].into_iter().flatten() {
            assert!(block_on(seat.response()).is_err());
        }
        lost.join().unwrap();
        assert_eq!(flights.len(), 0);
    });
}

#[test]
fn where_nothing_is_kept_reading_and_telling_take_turns() {
    model_of_many(3, || {
        let (flights, seat, pilot) = begin(Limits { log: 0, ..Limits::default() });
        let flying = fly(pilot, ready(streamed(2, true)));
        assert_eq!(block_on(read(seat)), 2);
        assert!(matches!(flying.join().unwrap(), Landed::Unkept));
        assert_eq!((flights.len(), flights.bytes()), (0, 0));
    });
}

#[test]
fn whoever_leaves_unread_frees_the_one_who_reads() {
    model_of_many(2, || {
        let (flights, seat, pilot) = begin(Limits { log: 0, ..Limits::default() });
        let Boarded::Joined(slow) = flights.board(key(), TIME) else { panic!("it is under way") };
        let flying = fly(pilot, ready(streamed(2, true)));
        let leaving = thread::spawn(move || drop(slow));
        assert_eq!(block_on(read(seat)), 2);
        leaving.join().unwrap();
        flying.join().unwrap();
        assert_eq!(flights.bytes(), 0);
    });
}
