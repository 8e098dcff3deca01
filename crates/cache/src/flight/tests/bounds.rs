//! Nobody makes memory grow by not reading.

use super::*;

/// An event of a little more than a kibibyte.
fn long() -> Event {
    text(&"x".repeat(1024))
}

fn limited(log: usize, logs: usize) -> Flights {
    Flights::new(Limits { flights: 2, log, logs })
}

#[tokio::test]
async fn a_slow_one_slows_nobody_as_long_as_all_is_kept() {
    let flights = flights();
    let (slow, pilot) = first(&flights);
    let fast = tokio::spawn(everything(joined(&flights)));
    let events = stream::iter((0..1000).map(|_| Ok(long())));
    let came = fly(pilot, Ok(Response::stream(events))).await;
    assert_eq!(fast.await.unwrap().0.len(), 1000);
    assert!(matches!(came, Landed::Streamed(_, events) if events.len() == 1000));
    assert_eq!(everything(slow).await.0.len(), 1000);
    assert_eq!(flights.bytes(), 0);
}

#[tokio::test]
async fn beyond_the_limit_nobody_joins_and_the_slowest_is_waited_for() {
    let flights = limited(64 << 10, 64 << 20);
    let (seat, pilot) = first(&flights);
    let slow = seat.response();
    let fast = joined(&flights);
    let (call, flying) = Upstream::fly(pilot);
    let upstream = call.stream();
    let fast = tokio::spawn(everything(fast));
    (0..1000).for_each(|_| upstream.send(Ok(long())).unwrap());
    drop(upstream);
    settle().await;
    assert!(flights.bytes() <= 64 << 10, "{}", flights.bytes());
    assert!(!flying.is_finished() && !fast.is_finished());
    assert_eq!(flights.len(), 0, "the next begins anew");
    let slow = slow.await.unwrap().into_events();
    assert_eq!(rest(slow).await.0.len(), 1000);
    assert_eq!(fast.await.unwrap().0.len(), 1000);
    assert!(matches!(flying.await.unwrap(), Landed::Unkept));
    assert_eq!(flights.bytes(), 0);
}

#[tokio::test]
async fn one_who_never_reads_holds_no_more_than_the_limit_however_long_the_answer() {
    let flights = limited(1 << 20, 64 << 20);
    let (seat, pilot) = first(&flights);
    let (call, flying) = Upstream::fly(pilot);
    let upstream = call.stream();
    let unread = seat.response().await.unwrap();
    (0..4000).for_each(|_| upstream.send(Ok(long())).unwrap());
    settle().await;
    assert!((1 << 19..=1 << 20).contains(&flights.bytes()), "{}", flights.bytes());
    drop(unread);
    assert!(matches!(flying.await.unwrap(), Landed::Unkept));
    assert!(upstream.is_closed());
    assert_eq!((flights.len(), flights.bytes()), (0, 0));
}

#[tokio::test]
async fn where_all_logs_are_full_each_flight_goes_on_event_by_event() {
    let one = long().data().len() + size_of::<Event>();
    let flights = limited(1 << 20, 40 * one);
    let (unread, pilot) = first(&flights);
    let filling = stream::iter((0..40).map(|_| Ok(long())));
    fly(pilot, Ok(Response::stream(filling))).await;
    assert_eq!(flights.bytes(), 40 * one);
    let (seat, pilot) = first(&flights);
    let events = stream::iter((0..100).map(|_| Ok(long())));
    let flying = tokio::spawn(fly(pilot, Ok(Response::stream(events))));
    let mut events = seat.response().await.unwrap().into_events();
    for _ in 0..100 {
        settle().await;
        assert_eq!(flights.bytes(), 41 * one);
        assert!(events.next().await.unwrap().is_ok());
    }
    assert!(events.next().await.is_none());
    assert!(matches!(flying.await.unwrap(), Landed::Unkept));
    drop(unread);
    assert_eq!((flights.len(), flights.bytes()), (0, 0));
}

#[tokio::test]
async fn an_answer_too_long_to_keep_is_not_fetched_for_nobody() {
    let flights = limited(8 << 10, 64 << 20);
    let pilot = flights.begin_empty(key(1), TIME).expect("nobody was there before");
    let (call, flying) = Upstream::fly(pilot);
    let upstream = call.stream();
    (0..9).for_each(|_| upstream.send(Ok(long())).unwrap());
    assert!(matches!(flying.await.unwrap(), Landed::Unkept));
    assert!(upstream.is_closed());
    assert_eq!((flights.len(), flights.bytes()), (0, 0));
}

#[tokio::test]
async fn beyond_so_many_flights_others_are_full_and_those_under_way_are_joined() {
    let flights = limited(1 << 20, 1 << 20);
    let (_seat, pilot) = first(&flights);
    let Boarded::First(_other, _pilot) = flights.board(key(2), TIME) else {
        panic!("there is room")
    };
    assert!(matches!(flights.board(key(3), TIME), Boarded::Full));
    assert!(flights.begin_empty(key(3), TIME).is_none());
    drop(joined(&flights));
    drop(pilot);
    assert!(matches!(flights.board(key(3), TIME), Boarded::First(..)));
}

#[tokio::test]
async fn a_stream_that_landed_is_let_go_of_as_it_is_read() {
    let flights = flights();
    let (seat, pilot) = first(&flights);
    let events = stream::iter((0..4).map(|_| Ok(long())));
    fly(pilot, Ok(Response::stream(events))).await;
    let whole = flights.bytes();
    let mut events = seat.response().await.unwrap().into_events();
    assert!(events.next().await.is_some());
    assert_eq!(flights.bytes(), whole / 4 * 3);
}
