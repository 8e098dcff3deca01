//! Many who ask a client the same at the same time.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::join_all;
use osier::http::TokioClock;
use osier::{Caching, Client, Clock, Target};
use osier_simulate::{Preset, Script, Scripted, Step};

use crate::scene::request;

const CROWD: usize = 1000;
const SECOND: Duration = Duration::from_secs(1);

/// A client with a cache that stores nothing.
fn client(script: impl Into<Script>) -> (Client, Scripted) {
    let far_end = Scripted::new("model", script);
    let target = Target::provider("model", far_end.clone()).without_retry();
    let client = Client::builder().target(target).cache(Caching::default());
    (client.build().expect("a client"), far_end)
}

/// The text and what the cache had to do with it, or the error.
async fn ask(client: &Client, stream: bool) -> (String, &'static str) {
    match client.chat(request(stream)).await {
        Ok(response) => {
            let status = response.head.cache.expect("a cache").status.name();
            (response.text().await.expect("all of it"), status)
        }
        Err(error) => (error.kind().name().into(), "error"),
    }
}

/// All at once, and how many were told what.
async fn crowd(client: &Client, stream: bool) -> BTreeMap<(String, &'static str), usize> {
    let mut told = BTreeMap::new();
    for answer in join_all((0..CROWD).map(|_| ask(client, stream))).await {
        *told.entry(answer).or_insert(0) += 1;
    }
    told
}

/// The model was asked so often, and nothing of that is left.
#[track_caller]
fn was_asked(client: &Client, far_end: &Scripted, times: u64) {
    assert_eq!((far_end.count(), far_end.in_flight()), (times, 0));
    let limit = client.targets()[0].limit.as_ref().expect("a limit").snapshot();
    assert_eq!(limit.in_flight, 0);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_who_ask_at_once_are_one_call() {
    for stream in [false, true] {
        let step = Step::answer("one two three").headers_after(SECOND).between_tokens(SECOND);
        let (client, far_end) = client(step);
        let text = "one two three".to_owned();
        let expected = BTreeMap::from([((text.clone(), "miss"), 1), ((text, "shared"), CROWD - 1)]);
        assert_eq!(crowd(&client, stream).await, expected);
        was_asked(&client, &far_end, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_everybodys_once_and_the_breaker_hears_of_it_once() {
    let fails = Step::status(Preset::ServerError).headers_after(SECOND);
    let (client, far_end) = client(Script::of(fails).then(Step::answer("anew")));
    let expected = BTreeMap::from([(("server".to_owned(), "error"), CROWD)]);
    assert_eq!(crowd(&client, false).await, expected);
    let breaker = client.targets()[0].breaker.as_ref().expect("a breaker").snapshot();
    assert_eq!(breaker.consecutive_failures, 1);
    assert_eq!(ask(&client, false).await, ("anew".to_owned(), "miss"));
    was_asked(&client, &far_end, 2);
}

#[tokio::test(start_paused = true)]
async fn when_all_have_left_the_call_is_cancelled_and_nobody_is_blamed() {
    for stream in [false, true] {
        let (client, far_end) =
            client(Step::answer("one two").headers_after(SECOND).between_tokens(SECOND));
        let context = client.context().build();
        for tenths in [5, 15] {
            let until = TokioClock.now() + tenths * SECOND / 10;
            if stream || tenths < 10 {
                assert!(context.before(until, crowd(&client, stream)).await.is_none());
            }
        }
        // Whoever flies hears of it in a task of its own.
        TokioClock.sleep_until(TokioClock.now() + SECOND / 100).await;
        assert_eq!(far_end.count(), far_end.abandoned() + far_end.cancelled());
        was_asked(&client, &far_end, if stream { 2 } else { 1 });
        let breaker = client.targets()[0].breaker.as_ref().expect("a breaker").snapshot();
        assert_eq!(breaker.consecutive_failures, 0);
    }
}
