//! The cached level of a ladder, and the circuit breaker of an outer store.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use osier::degrade::Ladder;
use osier::http::TokioClock;
use osier::{
    Caching, ChatRequest, Client, ClientBuilder, Clock, Level, Notice, Observer, Route,
    StoreErrorKind, Target,
};
use osier_simulate::{Preset, Scripted, Step};

use crate::outer::{Manner, Outer};
use crate::scene::{request, told};

const TEXT: &str = "Nobody is here.";

fn target(name: &'static str, far_end: &Scripted) -> Target {
    Target::provider(name, far_end.clone()).without_retry().without_breaker()
}

/// A large model, a small one, what is stored, and a fixed text.
fn laddered(large: &Scripted, small: &Scripted) -> Client {
    let client = Client::builder()
        .target(target("large", large))
        .target(target("small", small))
        .route(Route::first(["large"]))
        .level(Level::Reduced, Route::first(["small"]))
        .level(Level::Minimal, Route::first(["small"]))
        .degrade(Ladder::presets().offline(TEXT))
        .cache(Caching::default().inner(Outer::default()));
    client.build().expect("a client")
}

/// `text (level, cache)`, and what was tried.
async fn ask(client: &Client, stream: bool) -> (String, Vec<String>) {
    let response = client.chat(request(stream)).await.expect("an answer");
    let level = response.head.level.map_or("-", |served| served.level.name());
    let status = response.head.cache.expect("a cache").status;
    let tried =
        told(&response.head.attempts).into_iter().map(|(name, _)| name.to_owned()).collect();
    (format!("{} ({level}, {status})", response.text().await.expect("all of it")), tried)
}

#[tokio::test(start_paused = true)]
async fn what_is_stored_comes_after_lesser_models_and_before_the_fixed_text() {
    for stream in [false, true] {
        let large = Scripted::new("large", Step::status(Preset::Overloaded));
        let small = Scripted::new("small", Step::answer("Briefly."));
        let client = laddered(&large, &small);
        let (told, _) = ask(&client, stream).await;
        assert_eq!(told, "Briefly. (reduced, miss)");
        small.set_script(Step::status(Preset::Overloaded));
        let (told, tried) = ask(&client, stream).await;
        assert_eq!(told, format!("{TEXT} (offline, miss)"), "a lesser answer is not stored");
        assert_eq!(tried, ["large", "small"]);

        large.set_script(Step::answer("At length."));
        assert_eq!(ask(&client, stream).await.0, "At length. (full, miss)");
        large.set_script(Step::status(Preset::Overloaded));
        let (told, tried) = ask(&client, !stream).await;
        assert_eq!(told, "At length. (cached, stale)");
        assert_eq!(tried, ["large", "small"]);
    }
}

#[tokio::test(start_paused = true)]
async fn where_the_cached_level_is_held_nobody_is_asked() {
    let large = Scripted::new("large", Step::answer("At length."));
    let small = Scripted::new("small", Step::answer("Briefly."));
    let client = laddered(&large, &small);
    ask(&client, false).await;
    client.degrade().expect("a ladder").pin(Level::Cached, TokioClock.now());
    let (told, tried) = ask(&client, true).await;
    assert_eq!((told.as_str(), tried.len()), ("At length. (cached, stale)", 0));
    client.cache().expect("a cache").erase(osier::Erase::Everything).await.expect("erased");
    assert_eq!(ask(&client, true).await.0, format!("{TEXT} (offline, miss)"));
    assert_eq!((large.count(), small.count()), (1, 0));
}

/// How circuits moved.
#[derive(Clone, Default)]
struct Moves(Arc<Mutex<Vec<String>>>);

impl Moves {
    fn of(&self, circuit: &str) -> Vec<String> {
        let moves = self.0.lock().expect("not poisoned");
        let own = moves.iter().filter_map(|moved| moved.strip_prefix(circuit)?.strip_prefix(": "));
        own.map(str::to_owned).collect()
    }
}

impl Observer for Moves {
    fn on_notice(&self, notice: &Notice<'_>) {
        if let Notice::BreakerMoved { target, from, to, .. } = notice {
            self.0.lock().expect("not poisoned").push(format!("{target}: {from} -> {to}"));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_circuit_of_a_store_opens_and_closes_and_whoever_observes_hears_of_it() {
    // Some stores cannot even be read once they are full.
    for kind in [StoreErrorKind::Unreachable, StoreErrorKind::Full] {
        opens_and_closes(kind).await;
    }
}

async fn opens_and_closes(kind: StoreErrorKind) {
    let (far_end, outer, moves) =
        (Scripted::new("model", Step::answer("Reeds.")), Outer::default(), Moves::default());
    let client =
        Client::builder().target(target("model", &far_end)).observer(Arc::new(moves.clone()));
    let client = client.cache(Caching::default().outer(outer.clone())).build().expect("a client");
    let status = async || {
        let asked = client.chat(request(false).temperature(0.0)).await.expect("an answer");
        client.cache().expect("a cache").flush().await.expect("written, or given up");
        asked.head.cache.expect("a cache").status.name()
    };
    outer.set(Manner::Fails(kind));
    for _ in 0..10 {
        assert_eq!(status().await, "miss");
    }
    let reads = outer.reads();
    assert!(reads <= 3, "{reads}");
    let states = || {
        let circuits = client.cache().and_then(osier::cache::Cache::circuits).expect("a store");
        [circuits.store, circuits.reads, circuits.writes]
    };
    assert_eq!(states(), ["outer", "open", "open"]);
    outer.set(Manner::Works);
    assert_eq!((status().await, outer.reads()), ("miss", 0), "nobody knows yet");
    TokioClock.sleep_until(TokioClock.now() + Duration::from_secs(2)).await;
    assert_eq!((status().await, outer.reads()), ("miss", 1));
    assert_eq!(status().await, "hit");
    assert_eq!(states(), ["outer", "closed", "closed"]);
    for circuit in ["outer", "outer-writes"] {
        let expected = ["closed -> open", "open -> half_open", "half_open -> closed"];
        assert_eq!(moves.of(circuit), expected, "{circuit}");
    }
    let stats = client.cache().expect("a cache").stats();
    assert!(stats.failures >= 3 && stats.dropped_writes > 0, "{stats:?}");
}

#[tokio::test(start_paused = true)]
async fn a_store_that_is_full_is_read_on_and_not_written_to_for_a_while() {
    let (far_end, outer, moves) =
        (Scripted::new("model", Step::answer("Reeds.")), Outer::default(), Moves::default());
    let client =
        Client::builder().target(target("model", &far_end)).observer(Arc::new(moves.clone()));
    let client = client.cache(Caching::default().outer(outer.clone())).build().expect("a client");
    let ask = async |words: &str| {
        let asked = ChatRequest::new("any").user(words).temperature(0.0);
        let asked = client.chat(asked).await.expect("an answer");
        client.cache().expect("a cache").flush().await.expect("written, or given up");
        asked.head.cache.expect("a cache").status.name()
    };
    ask("stored while there was room").await;
    outer.set(Manner::IsFull);
    for number in 0..10 {
        ask(&format!("not stored: {number}")).await;
        assert_eq!(ask("stored while there was room").await, "hit");
    }
    assert_eq!(moves.of("outer-writes"), ["closed -> open"]);
    assert!(moves.of("outer").is_empty());
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_name() {
    let refused = |caching: Caching| {
        let far_end = Scripted::new("model", Step::answer("Reeds."));
        let client: ClientBuilder = Client::builder().target(target("model", &far_end));
        client.cache(caching).build().expect_err("refused").to_string()
    };
    let outer = || Caching::default().outer(Outer::default());
    let settings = osier::cache::Settings::default();
    let table = [
        (outer().read_budget(Duration::ZERO), "cache.read_budget is `0ns`"),
        (
            outer().breaker(Caching::default_breaker().consecutive_failures(0)),
            "cache.consecutive_failures is `0`",
        ),
        (outer().settings(settings.max_answer(0)), "cache.max_answer is `0`"),
    ];
    for (caching, expected) in table {
        let told = refused(caching);
        assert!(told.starts_with(expected), "{told}");
    }
}
