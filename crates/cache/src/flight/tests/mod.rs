//! What those aboard get, and when the call ends.

mod bounds;
mod leaving;
mod lost;
mod shared;
mod stress;

use std::future::ready;
use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use osier_core::{ChunkWriter, Completion, Error, ErrorKind, Event, Priority, Response, TenantKey};
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinHandle, yield_now};

use super::*;

const TIME: Duration = Duration::from_secs(60);

fn flights() -> Flights {
    Flights::new(Limits::default())
}

fn key(number: u8) -> FlightKey {
    FlightKey {
        key: CacheKey::new(TenantKey::new([0; 16]), [number; 32]),
        stream: true,
        usage: false,
        lasting: true,
        attempts: 3,
        priority: Priority::Normal,
    }
}

fn first(flights: &Flights) -> (Seat, Pilot) {
    match flights.board(key(1), TIME) {
        Boarded::First(seat, pilot) => (seat, pilot),
        Boarded::Joined(_) | Boarded::Full => panic!("somebody was there before"),
    }
}

fn joined(flights: &Flights) -> Seat {
    match flights.board(key(1), TIME) {
        Boarded::Joined(seat) => seat,
        Boarded::First(..) | Boarded::Full => panic!("nobody is there to join"),
    }
}

fn whole() -> Response {
    targeted(Response::complete(Completion::of_text("m", "Hello")))
}

fn targeted(mut response: Response) -> Response {
    response.head.target = Some("target".into());
    response
}

fn text(text: &str) -> Event {
    ChunkWriter::new("id", 0, "m").text(text)
}

/// A call that the test answers, and the news of whether it was dropped.
struct Upstream {
    head: oneshot::Sender<Result<Response, Error>>,
    alive: Weak<()>,
}

/// Flies with an answer that is there.
async fn fly(pilot: Pilot, answer: Result<Response, Error>) -> Landed {
    pilot.fly(ready(answer)).await
}

/// Events that the test sends, and the news of whether they are still wanted.
type Events = mpsc::UnboundedSender<Result<Event, Error>>;

impl Upstream {
    /// Flies with a call that waits for the test.
    fn fly(pilot: Pilot) -> (Self, JoinHandle<Landed>) {
        let (head, came) = oneshot::channel();
        let call = Arc::new(());
        let alive = Arc::downgrade(&call);
        let flying = tokio::spawn(async move {
            let call = async move {
                let _call = call;
                came.await.expect("the test answers")
            };
            pilot.fly(call).await
        });
        (Self { head, alive }, flying)
    }

    fn answer(self, response: Result<Response, Error>) {
        self.head.send(response).ok();
    }

    /// Answers with a stream that the test fills.
    fn stream(self) -> Events {
        let (send, events) = mpsc::unbounded_channel();
        let events = stream::unfold(events, async |mut events| {
            let event = events.recv().await?;
            Some((event, events))
        });
        self.answer(Ok(targeted(Response::stream(events))));
        send
    }

    fn is_dropped(&self) -> bool {
        self.alive.upgrade().is_none()
    }
}

/// Lets everything go on that can.
async fn settle() {
    for _ in 0..16 {
        yield_now().await;
    }
}

/// All that a seat gets: the events as their bytes, then the error, if there is one.
async fn everything(seat: Seat) -> (Vec<Event>, Option<ErrorKind>) {
    match seat.response().await {
        Err(error) => (Vec::new(), Some(error.kind())),
        Ok(response) => rest(response.into_events()).await,
    }
}

async fn rest(mut events: osier_core::EventStream) -> (Vec<Event>, Option<ErrorKind>) {
    let mut got = Vec::new();
    while let Some(item) = events.next().await {
        match item {
            Ok(event) => got.push(event),
            Err(error) => {
                assert!(events.next().await.is_none(), "an error is the last item");
                return (got, Some(error.kind()));
            }
        }
    }
    assert!(events.next().await.is_none(), "fused");
    (got, None)
}

fn same(left: &[Event], right: &[Event]) -> bool {
    left.iter().map(Event::data).eq(right.iter().map(Event::data))
}
