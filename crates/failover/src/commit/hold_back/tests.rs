use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use osier_core::{ChunkWriter, ErrorKind, Event, FinishReason};
use osier_http::TokioClock;

use super::*;
use crate::commit::held::{MOST_BYTES, MOST_EVENTS};

const SECOND: Duration = Duration::from_secs(1);

fn context() -> Context {
    Context::builder(TokioClock::shared()).build()
}

fn chunks() -> ChunkWriter {
    ChunkWriter::new("id", 0, "m")
}

/// A role, the words one second after the other from the second on, and then what is told.
fn spoken(words: usize, then: Vec<Result<Event, Error>>) -> EventStream {
    let (clock, chunks) = (TokioClock::shared(), chunks());
    let role = stream::iter([Ok(chunks.role())]);
    let words = stream::iter(0..words).then(move |word| {
        let (text, pause) =
            (chunks.text(&word.to_string()), clock.sleep_until(clock.after(SECOND)));
        async move {
            pause.await;
            Ok(text)
        }
    });
    Box::pin(role.chain(words).chain(stream::iter(then)))
}

fn ended() -> Vec<Result<Event, Error>> {
    vec![Ok(chunks().finish(FinishReason::Stop))]
}

fn seconds(since: Instant, context: &Context) -> u64 {
    context.clock().now().saturating_duration_since(since).as_secs()
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_let_go_when_enough_came_when_time_is_up_or_at_its_end() {
    // Pieces, time, words in the stream; until when it is held.
    let table = [(1, 60, 5, 1), (3, 60, 5, 3), (256, 2, 5, 3), (256, 60, 5, 5), (256, 60, 0, 0)];
    for (tokens, time, words, expected) in table {
        let context = context();
        let begun = context.clock().now();
        let settings = HoldBack::new(tokens, SECOND * time);
        let held =
            hold_back(spoken(words, ended()), settings, &context, || ()).await.expect("a stream");
        assert_eq!(seconds(begun, &context), expected, "{tokens} pieces, {time} s, {words} words");
        assert_eq!(held.count().await, words + 2, "nothing is lost");
    }
}

#[tokio::test(start_paused = true)]
async fn a_death_within_what_is_held_back_is_a_failure_and_one_after_it_is_an_item() {
    for (tokens, fails) in [(4, true), (3, false)] {
        let broken = vec![Err(Error::new(ErrorKind::Cut))];
        let settings = HoldBack::new(tokens, SECOND * 60);
        let held = hold_back(spoken(3, broken), settings, &context(), || ()).await;
        assert_eq!(held.is_err(), fails, "{tokens} pieces are held back, it dies after 3");
        if let Ok(held) = held {
            let items: Vec<_> = held.collect().await;
            assert!(items.last().is_some_and(Result::is_err), "the error is the last item");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_silent_stream_is_held_until_its_first_content_however_long_that_takes() {
    let context = context();
    let begun = context.clock().now();
    let pause = context.clock().sleep_until(context.clock().after(SECOND * 30));
    let late = stream::once(pause).flat_map(|()| stream::iter([Ok(chunks().text("late"))]));
    let settings = HoldBack::new(2, SECOND * 2);
    hold_back(Box::pin(late.chain(stream::pending())), settings, &context, || ())
        .await
        .expect("content");
    assert_eq!(seconds(begun, &context), 32);
}

#[tokio::test(start_paused = true)]
async fn what_has_content_is_let_go_before_its_target_would_be_left() {
    let context = context();
    let begun = context.clock().now();
    let context = context.visiting(Some(begun + SECOND * 3), 1);
    let settings = HoldBack::new(256, SECOND * 60);
    let work = hold_back(spoken(9, ended()), settings, &context, || ());
    let held = context.before(begun + SECOND * 3, work).await.expect("in time");
    assert_eq!(held.expect("a stream").count().await, 11);
}

#[tokio::test]
async fn what_is_held_back_is_bounded_in_events_and_in_bytes() {
    for (size, most) in [(1, MOST_EVENTS), (MOST_BYTES / 4, 4), (2 * MOST_BYTES, 1)] {
        let taken = Arc::new(AtomicUsize::new(0));
        let (count, text) = (Arc::clone(&taken), chunks().text(&" ".repeat(size)));
        let endless = stream::repeat_with(move || {
            count.fetch_add(1, Ordering::Relaxed);
            Ok(text.clone())
        });
        let settings = HoldBack::new(u32::MAX, SECOND * 60);
        let held =
            hold_back(Box::pin(endless), settings, &context(), || ()).await.expect("a stream");
        assert_eq!(taken.load(Ordering::Relaxed), most, "{size} bytes each");
        assert_eq!(held.take(most + 1).count().await, most + 1, "and then the rest");
    }
}
