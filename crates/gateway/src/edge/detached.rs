//! An answer that goes on, and ends, whether or not somebody looks.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use osier::{EventStream, SharedClock};
use tokio::sync::mpsc;

/// Events that may wait for a client.
const WAITING: usize = 64;

/// Pulls the events in a task of their own, and lets go of them once the client has not taken one
/// for `limit`.
///
/// Over HTTP/1.1 a client that stops reading stalls the socket, which is timed. Over HTTP/2 it can
/// close the window of one stream while the socket moves on: nobody then looks at the answer, and
/// nothing in it would ever expire. Dropping the stream ends the task.
pub(super) fn detached(events: EventStream, clock: &SharedClock, limit: Duration) -> EventStream {
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::spawn(pull(events, sender, SharedClock::clone(clock), limit));
    Box::pin(Taken(receiver))
}

type Item = <EventStream as Stream>::Item;

async fn pull(
    mut events: EventStream,
    sender: mpsc::Sender<Item>,
    clock: SharedClock,
    limit: Duration,
) {
    loop {
        let item = tokio::select! {
            item = poll_fn(|task| events.as_mut().poll_next(task)) => item,
            () = sender.closed() => return,
        };
        let Some(item) = item else { return };
        tokio::select! {
            sent = sender.send(item) => if sent.is_err() { return },
            () = clock.sleep_until(clock.after(limit)) => return,
        }
    }
}

struct Taken(mpsc::Receiver<Item>);

impl Stream for Taken {
    type Item = Item;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Item>> {
        self.0.poll_recv(task)
    }
}
