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
    let mut came = None;
    pilot.fly(async { Ok(Response::stream(events)) }, |landed| came = Some(landed)).await;
    assert_eq!(fast.await.unwrap().0.len(), 1000);
    assert!(matches!(came, Some(Landed::Streamed(_, events)) if events.len() == 1000));
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
    assert!(matches!(flying.await.unwrap(), Some(Landed::Unkept)));
    assert_eq!(flights.bytes(), 0);
}
