use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::{StreamExt, stream};

use super::*;
use crate::ChunkWriter;

/// A stream without end and without content, and how many of its events were taken.
fn prelude(size: usize) -> (EventStream, Arc<AtomicUsize>) {
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    let padding = " ".repeat(size);
    let events = stream::repeat_with(move || {
        count.fetch_add(1, Ordering::Relaxed);
        Event::parse(format!("{{\"choices\":[]{padding}}}"))
    });
    (Box::pin(events), taken)
}

#[tokio::test]
async fn what_is_held_back_is_bounded_in_events_and_in_bytes() {
    for (size, most) in [(0, MOST_EVENTS), (MOST_BYTES / 4, 4), (4 * 1024 * 1024, 1)] {
        let (events, taken) = prelude(size);
        let mut committed = HeldBack::until_content(events).await.expect("it is passed on");
        assert_eq!(taken.load(Ordering::Relaxed), most, "{size} bytes each");
        for _ in 0..=most {
            committed.next().await.expect("an item").expect("an event");
        }
        assert_eq!(taken.load(Ordering::Relaxed), most + 1, "nothing is lost");
    }
}

#[tokio::test]
async fn a_stream_that_ended_while_it_was_held_back_is_not_asked_again() {
    let mut polls = 0;
    let events = stream::poll_fn(move |_| {
        polls += 1;
        match polls {
            1 => Poll::Ready(Some(Ok(ChunkWriter::new("id", 0, "m").role()))),
            2 => Poll::Ready(None),
            _ => panic!("it had ended"),
        }
    });
    let held = HeldBack::until_content(Box::pin(events)).await.expect("an end is no failure");
    assert_eq!(held.count().await, 1, "the role");
}
