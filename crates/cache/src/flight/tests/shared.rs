//! One call, and everybody gets what came of it.

use super::*;

#[tokio::test]
async fn a_thousand_who_ask_the_same_share_one_whole_answer() {
    let flights = flights();
    let (seat, pilot) = first(&flights);
    let mut seats = vec![tokio::spawn(seat.response())];
    seats.extend((1..1000).map(|_| tokio::spawn(joined(&flights).response())));
    let (call, flying) = Upstream::fly(pilot);
    settle().await;
    assert_eq!(flights.aboard(key(1)), 1000);
    call.answer(Ok(whole()));
    for seat in seats {
        let answer = seat.await.unwrap().expect("an answer");
        assert_eq!(answer.head.target.as_deref(), Some("target"));
        assert_eq!(answer.text().await.unwrap(), "Hello");
    }
    let Landed::Whole(head, kept) = flying.await.unwrap() else { panic!("an answer") };
    assert_eq!((head.target.as_deref(), kept.text().as_deref()), (Some("target"), Some("Hello")));
    assert_eq!((flights.len(), flights.bytes()), (0, 0));
}

#[tokio::test]
async fn a_thousand_who_ask_the_same_share_every_event_of_a_stream() {
    let flights = flights();
    let (seat, pilot) = first(&flights);
    let mut seats = vec![tokio::spawn(everything(seat))];
    seats.extend((1..1000).map(|_| tokio::spawn(everything(joined(&flights)))));
    let (call, flying) = Upstream::fly(pilot);
    let upstream = call.stream();
    let events: Vec<_> = (0..100).map(|number: u32| text(&number.to_string())).collect();
    for event in &events {
        upstream.send(Ok(event.clone())).expect("somebody reads");
        settle().await;
    }
    drop(upstream);
    for seat in seats {
        let (got, error) = seat.await.unwrap();
        assert!(same(&got, &events) && error.is_none());
    }
    let Landed::Streamed(head, kept) = flying.await.unwrap() else { panic!("kept") };
    assert_eq!(head.target.as_deref(), Some("target"));
    assert!(same(&kept, &events));
    assert_eq!((flights.len(), flights.bytes()), (0, 0));
}

#[tokio::test]
async fn whoever_asks_again_after_the_end_to_hear_something_else_asks_anew() {
    for lasting in [true, false] {
        let flights = flights();
        let asked = FlightKey { lasting, ..key(1) };
        let Boarded::First(seat, pilot) = flights.board(asked, TIME) else { panic!("the first") };
        let Boarded::Joined(other) = flights.board(asked, TIME) else { panic!("while it comes") };
        let landed = pilot.fly(async { Ok(whole()) }).await;
        assert!(matches!(landed, Landed::Whole(..)));
        assert_eq!(matches!(flights.board(asked, TIME), Boarded::Joined(_)), lasting);
        for seat in [seat, other] {
            assert_eq!(seat.response().await.expect("it").text().await.unwrap(), "Hello");
        }
    }
}

#[tokio::test]
async fn a_failure_is_shared_once_and_the_next_who_asks_begins_anew() {
    let flights = flights();
    let (seat, pilot) = first(&flights);
    let seats = [seat, joined(&flights), joined(&flights)];
    let (call, flying) = Upstream::fly(pilot);
    call.answer(Err(Error::new(ErrorKind::Overloaded).with_status(503)));
    for seat in seats {
        let error = seat.response().await.expect_err("a failure");
        assert_eq!((error.kind(), error.status()), (ErrorKind::Overloaded, Some(503)));
    }
    let (_next, _pilot) = first(&flights);
    assert!(matches!(flying.await.unwrap(), Landed::Failed));
}

#[tokio::test]
async fn whoever_sees_a_failure_does_not_meet_it_again_even_while_the_pilot_is_there() {
    let flights = flights();
    let (seat, pilot) = first(&flights);
    pilot.fly(async { Err(Error::new(ErrorKind::Server)) }).await;
    assert!(matches!(flights.board(key(1), TIME), Boarded::First(..)));
    assert!(seat.response().await.is_err());
}

#[tokio::test]
async fn whoever_joins_in_the_middle_gets_the_stream_from_its_beginning_and_its_failure() {
    let flights = flights();
    let (seat, pilot) = first(&flights);
    let (call, flying) = Upstream::fly(pilot);
    let upstream = call.stream();
    let early = tokio::spawn(everything(seat));
    upstream.send(Ok(text("a"))).unwrap();
    settle().await;
    let late = tokio::spawn(everything(joined(&flights)));
    upstream.send(Ok(text("b"))).unwrap();
    upstream.send(Err(Error::new(ErrorKind::Cut))).unwrap();
    for seat in [early, late] {
        let (got, error) = seat.await.unwrap();
        assert!(same(&got, &[text("a"), text("b")]));
        assert_eq!(error, Some(ErrorKind::Cut));
    }
    assert!(matches!(flying.await.unwrap(), Landed::Failed));
    assert_eq!((flights.len(), flights.bytes()), (0, 0));
}

#[tokio::test]
async fn whoever_asks_after_the_end_joins_until_the_pilot_is_gone_and_begins_anew_then() {
    for streamed in [false, true] {
        let flights = flights();
        let (seat, pilot) = first(&flights);
        let answer =
            if streamed { Response::stream(stream::iter([Ok(text("a"))])) } else { whole() };
        pilot.fly(async { Ok(answer) }).await;
        let last = joined(&flights);
        drop(pilot);
        assert!(matches!(flights.board(key(1), TIME), Boarded::First(..)));
        for seat in [seat, last] {
            let (got, error) = everything(seat).await;
            assert!(!got.is_empty() && error.is_none());
        }
        assert_eq!((flights.len(), flights.bytes()), (0, 0));
    }
}

#[tokio::test]
async fn different_questions_do_not_share() {
    let flights = flights();
    let (_seat, _pilot) = first(&flights);
    let whole = FlightKey { stream: false, ..key(1) };
    for other in [key(2), whole] {
        let Boarded::First(..) = flights.board(other, TIME) else { panic!("shared") };
    }
}

#[tokio::test]
async fn a_flight_alone_is_joined_by_nobody_and_leaves_the_shared_one_where_it_is() {
    let flights = flights();
    let (shared, pilot) = first(&flights);
    let Boarded::First(alone, other) = flights.alone(key(1)) else { panic!("there is room") };
    let late = joined(&flights);
    fly(other, Err(Error::new(ErrorKind::Server))).await;
    assert!(alone.response().await.is_err());
    fly(pilot, Ok(whole())).await;
    assert!(shared.response().await.is_ok() && late.response().await.is_ok());
    assert_eq!(flights.len(), 0);
}

#[tokio::test]
async fn one_that_has_far_less_time_is_not_joined_and_however_unlike_the_times_few_are_begun() {
    let flights = flights();
    let begins = |seconds| match flights.board(key(1), Duration::from_secs(seconds)) {
        Boarded::First(seat, pilot) => Some((seat, pilot)),
        Boarded::Joined(_) => None,
        Boarded::Full => panic!("there is room"),
    };
    let (first, second) = (begins(10), begins(21));
    assert!(first.is_some() && second.is_some());
    assert!([1, 10, 21, 42].into_iter().all(|seconds| begins(seconds).is_none()));
    drop(first);
    assert!(begins(42).is_none(), "the first did not take the second with it");
    let begun: Vec<_> = (1..=1000).filter_map(begins).collect();
    assert_eq!(begun.len(), 5, "43, 87, 175, 351, 703");
}
