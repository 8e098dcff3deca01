//! A cache around the route of a client.

use std::time::Duration;

use osier::degrade::Ladder;
use osier::http::TokioClock;
use osier::{Caching, ChatRequest, Client, Clock, Target};
use osier_simulate::{Preset, Scripted, Step};

use crate::outer::{Manner, Outer};
use crate::scene::request;

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
    outer.set(Manner::Hangs);
    for number in 0..10 {
        let began = TokioClock.now();
        let request = request(false).temperature(0.0).max_tokens(number + 1);
        assert_eq!(ask(&client, request).await, "Reeds. (-, miss)");
        let waits = if number < 3 { Duration::from_millis(50) } else { Duration::ZERO };
        assert_eq!(TokioClock.now() - began, waits, "{number}");
    }
    assert_eq!(outer.reads(), 3);
}
