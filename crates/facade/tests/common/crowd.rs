//! Callers who come at their time, whoever is still being answered.

use std::time::{Duration, Instant};

use osier::Clock;
use osier::http::TokioClock;
use tokio::task::JoinSet;

/// Lets each of them come so long after the start, and waits for the last to be answered.
pub(crate) async fn come<W, A>(
    start: Instant,
    wishes: impl IntoIterator<Item = W>,
    at: impl Fn(&W) -> Duration,
    ask: impl Fn(W) -> A,
) where
    A: Future<Output = ()> + Send + 'static,
{
    let mut under_way = JoinSet::new();
    for wish in wishes {
        TokioClock.sleep_until(start + at(&wish)).await;
        under_way.spawn(ask(wish));
        while let Some(done) = under_way.try_join_next() {
            done.expect("no caller panics");
        }
    }
    while let Some(done) = under_way.join_next().await {
        done.expect("no caller panics");
    }
}
