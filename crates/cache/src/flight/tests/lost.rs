//! The task that makes the call is gone before its end.

use super::*;

#[tokio::test]
async fn a_call_that_panics_is_an_error_for_all_and_over_for_the_next() {
    let flights = flights();
    let (seat, pilot) = first(&flights);
    let seats = [seat, joined(&flights)].map(|seat| tokio::spawn(seat.response()));
    settle().await;
    let flying = tokio::spawn(async move { pilot.fly(async { panic!("a mistake") }).await });
    for seat in seats {
        let error = seat.await.unwrap().expect_err("no answer");
        assert_eq!(error.kind(), ErrorKind::Internal);
        assert!(!error.is_retryable() && !error.may_fail_over(), "it may have been sent");
    }
    assert!(flying.await.unwrap_err().is_panic());
    assert_eq!(flights.len(), 0);
}

#[tokio::test]
async fn a_task_that_is_aborted_in_a_stream_cuts_it_for_all() {
    let flights = flights();
    let (seat, pilot) = first(&flights);
    let seats = [seat, joined(&flights)].map(|seat| tokio::spawn(everything(seat)));
    let (call, flying) = Upstream::fly(pilot);
    let upstream = call.stream();
    upstream.send(Ok(text("a"))).unwrap();
    settle().await;
    flying.abort();
    for seat in seats {
        let (got, error) = seat.await.unwrap();
        assert!(same(&got, &[text("a")]));
        assert_eq!(error, Some(ErrorKind::Cut));
    }
    assert!(upstream.is_closed());
    assert_eq!((flights.len(), flights.bytes()), (0, 0));
}

#[tokio::test]
async fn a_pilot_that_never_flies_leaves_nobody_waiting() {
    let flights = flights();
    let (seat, pilot) = first(&flights);
    drop(pilot);
    assert!(seat.response().await.is_err());
    assert_eq!(flights.len(), 0);
}

#[tokio::test]
async fn a_panic_after_landing_takes_nothing_from_those_aboard() {
    let flights = flights();
    let (seat, pilot) = first(&flights);
    let flying = tokio::spawn(async move {
        pilot.fly(async { Ok(whole()) }).await;
        panic!("a mistake");
    });
    assert!(flying.await.unwrap_err().is_panic());
    assert!(seat.response().await.is_ok());
    assert_eq!(flights.len(), 0);
}

#[tokio::test]
async fn nothing_is_left_of_flights_that_are_over() {
    let flights = flights();
    let (seat, pilot) = first(&flights);
    let (all, flight) = flights.watched(key(1));
    let (call, flying) = Upstream::fly(pilot);
    let waits = tokio::spawn(everything(seat));
    let upstream = call.stream();
    upstream.send(Ok(text("a"))).unwrap();
    settle().await;
    waits.abort();
    flying.await.unwrap();
    waits.await.unwrap_err();
    assert_eq!(flight(), 0);
    drop(flights);
    assert_eq!(all(), 0);
}
