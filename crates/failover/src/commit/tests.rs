use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::{StreamExt, stream};
use osier_core::{ChunkWriter, FinishReason};

use super::*;

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
    for (size, most) in [(0, MAX_HELD), (MAX_HELD_BYTES / 4, 4), (4 * 1024 * 1024, 1)] {
        let (events, taken) = prelude(size);
        let mut committed = first_content(events).await.expect("it is passed on");
        assert_eq!(taken.load(Ordering::Relaxed), most, "{size} bytes each");
        for _ in 0..=most {
            committed.next().await.expect("an item").expect("an event");
        }
        assert_eq!(taken.load(Ordering::Relaxed), most + 1, "nothing is lost");
    }
}

#[tokio::test]
async fn an_answer_that_is_put_together_is_bounded() {
    let chunks = ChunkWriter::new("id", 0, "m");
    let events = [chunks.text("Hello"), chunks.finish(FinishReason::Stop)];
    let size = events.iter().map(|event| event.data().len()).sum::<usize>();
    let answer = |max| whole(Box::pin(stream::iter(events.clone().map(Ok))), max);
    assert_eq!(answer(size).await.expect("an answer").text().as_deref(), Some("Hello"));
    let error = answer(size - 1).await.expect_err("too large");
    assert_eq!(error.kind(), ErrorKind::Malformed);
}
