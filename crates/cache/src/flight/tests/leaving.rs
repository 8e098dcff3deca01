//! Whoever waits may leave; the last one ends the call.

use super::*;

#[tokio::test]
async fn the_first_may_leave_at_any_stage_and_the_others_get_everything() {
    for stage in 0..4 {
        let flights = flights();
        let (seat, pilot) = first(&flights);
        let mut leader = Some(seat);
        let other = tokio::spawn(everything(joined(&flights)));
        let mut leave_at = |now| drop((stage == now).then(|| leader.take()));
        leave_at(0);
        let (call, flying) = Upstream::fly(pilot);
        settle().await;
        leave_at(1);
        let upstream = call.stream();
        settle().await;
        leave_at(2);
        upstream.send(Ok(text("a"))).unwrap();
        settle().await;
        leave_at(3);
        drop(upstream);
        let (got, error) = other.await.unwrap();
        assert!(same(&got, &[text("a")]) && error.is_none());
        drop(leader);
        assert!(matches!(flying.await.unwrap(), Landed::Streamed(..)));
        assert_eq!((flights.len(), flights.bytes()), (0, 0));
    }
}

#[tokio::test]
async fn a_call_that_nobody_waits_for_before_it_begins_is_never_made() {
    let flights = flights();
    let (seat, pilot) = first(&flights);
    drop(seat);
    assert_eq!(flights.len(), 0);
    let came = pilot.fly(async { unreachable!("nobody asked") }).await;
    assert!(matches!(came, Landed::Abandoned));
}

#[tokio::test]
async fn once_all_have_left_the_call_is_dropped_and_the_next_begins_anew() {
    let flights = flights();
    let (seat, pilot) = first(&flights);
    let other = joined(&flights);
    let waits = tokio::spawn(seat.response());
    let (call, flying) = Upstream::fly(pilot);
    settle().await;
    waits.abort();
    settle().await;
    assert!(!call.is_dropped(), "one still waits");
    drop(other);
    assert_eq!(flights.len(), 0);
    let (_next, _pilot) = first(&flights);
    assert!(matches!(flying.await.unwrap(), Landed::Abandoned));
    assert!(call.is_dropped());
    assert_eq!(flights.len(), 1, "the next is still there");
}

#[tokio::test]
async fn once_all_have_left_a_stream_it_is_dropped() {
    let flights = flights();
    let (seat, pilot) = first(&flights);
    let (call, flying) = Upstream::fly(pilot);
    let upstream = call.stream();
    upstream.send(Ok(text("a"))).unwrap();
    let mut events = seat.response().await.unwrap().into_events();
    assert!(events.next().await.is_some());
    drop(events);
    assert_eq!((flights.len(), flights.bytes()), (0, 0));
    assert!(matches!(flying.await.unwrap(), Landed::Abandoned));
    assert!(upstream.is_closed());
}

#[tokio::test]
async fn a_flight_begun_for_nobody_flies_on_whoever_comes_and_goes() {
    let flights = flights();
    let pilot = flights.begin_empty(key(1), TIME).expect("nobody was there before");
    assert!(flights.begin_empty(key(1), TIME).is_none(), "one is under way");
    let (call, flying) = Upstream::fly(pilot);
    drop(joined(&flights));
    settle().await;
    assert!(!call.is_dropped());
    let late = joined(&flights);
    call.answer(Ok(whole()));
    assert!(late.response().await.is_ok());
    assert!(matches!(flying.await.unwrap(), Landed::Whole(..)));
    assert_eq!(flights.len(), 0);
}
