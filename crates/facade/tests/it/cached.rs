//! A cache around the route of a client.

use std::collections::HashMap;
use std::future::pending;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use osier::degrade::Ladder;
use osier::http::TokioClock;
use osier::{CacheKey, CacheStore, Caching, ChatRequest, Client, Clock, Erase, StoreError, Target};
use osier_simulate::{Preset, Scripted, Step};

use crate::scene::request;

/// An outer store that counts how often it is read, and may hang. Clones are the same.
#[derive(Clone, Default)]
struct Outer(Arc<Inner>);

#[derive(Default)]
struct Inner {
    entries: Mutex<HashMap<CacheKey, Bytes>>,
    reads: AtomicUsize,
    hangs: AtomicBool,
}

impl Outer {
    fn reads(&self) -> usize {
        self.0.reads.swap(0, Ordering::Relaxed)
    }

    async fn answers(&self) {
        if self.0.hangs.load(Ordering::Relaxed) {
            pending::<()>().await;
        }
    }
}

#[async_trait]
impl CacheStore for Outer {
    fn name(&self) -> &'static str {
        "outer"
    }

    async fn get(&self, key: &CacheKey) -> Result<Option<Bytes>, StoreError> {
        self.0.reads.fetch_add(1, Ordering::Relaxed);
        self.answers().await;
        Ok(self.0.entries.lock().expect("not poisoned").get(key).cloned())
    }

    async fn put(&self, key: &CacheKey, entry: Bytes, _: Duration) -> Result<(), StoreError> {
        self.answers().await;
        self.0.entries.lock().expect("not poisoned").insert(*key, entry);
        Ok(())
    }

    async fn remove(&self, _: &Erase) -> Result<(), StoreError> {
        self.0.entries.lock().expect("not poisoned").clear();
        Ok(())
    }
}

fn client(far_end: &Scripted, outer: &Outer, ladder: Option<Ladder>) -> Client {
    let target = Target::provider("model", far_end.clone()).without_retry().without_breaker();
    let client = Client::builder().target(target).cache(Caching::default().outer(outer.clone()));
    let client = match ladder {
        Some(ladder) => client.degrade(ladder),
        None => client,
    };
    client.build().expect("a client")
}

/// `text (level, cache)`.
async fn ask(client: &Client, request: ChatRequest) -> String {
    let response = match client.chat(request).await {
        Ok(response) => response,
        Err(error) => return error.kind().name().into(),
    };
    let level = response.head.level.map_or("-", |served| served.level.name());
    let status = response.head.cache.expect("a cache").status;
    format!("{} ({level}, {status})", response.text().await.expect("all of it"))
}

#[tokio::test(start_paused = true)]
async fn where_nobody_answers_what_is_stored_does_and_is_looked_for_once() {
    let ladders = [
        ("without a ladder", None),
        ("a ladder of one level", Some(Ladder::full())),
        ("all levels", Some(Ladder::presets())),
    ];
    for (what, ladder) in ladders {
        for sure in [false, true] {
            let of = |stream| {
                let request: ChatRequest = request(stream);
                if sure { request.temperature(0.0) } else { request }
            };
            let (far_end, outer) =
                (Scripted::new("model", Step::answer("Reeds.")), Outer::default());
            let client = client(&far_end, &outer, ladder.clone());
            let live = if what == "without a ladder" { "-" } else { "full" };
            assert_eq!(ask(&client, of(false)).await, format!("Reeds. ({live}, miss)"), "{what}");
            client.cache().expect("a cache").flush().await.expect("written");
            outer.reads();

            far_end.set_script(Step::status(Preset::Overloaded));
            let (other, stored) = (of(false).max_tokens(1), if sure { "hit" } else { "stale" });
            let level = if sure { "-" } else { "cached" };
            for request in [of(false), of(true)] {
                assert_eq!(
                    ask(&client, request).await,
                    format!("Reeds. ({level}, {stored})"),
                    "{what}"
                );
                assert_eq!(outer.reads(), 1, "{what}");
            }
            assert_eq!(ask(&client, other).await, "overloaded", "{what}");
            assert_eq!(outer.reads(), 1, "{what}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_outer_store_that_hangs_costs_three_requests_fifty_milliseconds_and_the_rest_nothing() {
    let (far_end, outer) = (Scripted::new("model", Step::answer("Reeds.")), Outer::default());
    let client = client(&far_end, &outer, None);
    outer.0.hangs.store(true, Ordering::Relaxed);
    for number in 0..10 {
        let began = TokioClock.now();
        let request = request(false).temperature(0.0).max_tokens(number + 1);
        assert_eq!(ask(&client, request).await, "Reeds. (-, miss)");
        let waits = if number < 3 { Duration::from_millis(50) } else { Duration::ZERO };
        assert_eq!(TokioClock.now() - began, waits, "{number}");
    }
    assert_eq!(outer.reads(), 3);
}
