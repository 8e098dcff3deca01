//! An answer that goes on, and ends, whether or not somebody looks.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use osier::{Error, ErrorKind, EventStream, SharedClock};
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
    Box::pin(Taken { receiver, ended: false })
}

type Item = <EventStream as Stream>::Item;

/// `None` is a normal end, and is said: a task that is gone without it was a cut.
type Said = Option<Item>;

async fn pull(
    mut events: EventStream,
    sender: mpsc::Sender<Said>,
    clock: SharedClock,
    limit: Duration,
) {
    loop {
        let item = tokio::select! {
            item = poll_fn(|task| events.as_mut().poll_next(task)) => item,
            () = sender.closed() => return,
        };
        let is_last = item.is_none();
        tokio::select! {
            sent = sender.send(item) => if is_last || sent.is_err() { return },
            () = clock.sleep_until(clock.after(limit)) => return,
        }
    }
}

struct Taken {
    receiver: mpsc::Receiver<Said>,
    ended: bool,
}

impl Stream for Taken {
    type Item = Item;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let said = ready!(self.receiver.poll_recv(task));
        self.ended = !matches!(said, Some(Some(_)));
        Poll::Ready(said.unwrap_or_else(|| Some(Err(Error::new(ErrorKind::Cut)))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_that_is_gone_without_a_word_was_a_cut() {
        let (sender, receiver) = mpsc::channel(WAITING);
        drop(sender);
        let mut taken = Taken { receiver, ended: false };
        let mut next = async || poll_fn(|task| Pin::new(&mut taken).poll_next(task)).await;
        assert!(matches!(next().await, Some(Err(error)) if error.kind() == ErrorKind::Cut));
        assert!(next().await.is_none());
    }
}
