//! A ladder around the route of a client.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use osier::degrade::Ladder;
use osier::health::Alert;
use osier::http::TokioClock;
use osier::{BuildError, Client, ClientBuilder, Clock, Level, Route, Target};
use osier_simulate::{Preset, Script, Scripted, Step};

use crate::scene::request;

const TEXT: &str = "Nobody is here.";

fn target(name: &'static str, far_end: &Scripted) -> Target {
    Target::provider(name, far_end.clone()).without_retry().without_breaker()
}

/// A large and a small model, of which the small one is asked at both lesser levels.
fn client(large: &Scripted, small: &Scripted) -> ClientBuilder {
    Client::builder()
        .target(target("large", large))
        .target(target("small", small))
        .route(Route::first(["large"]))
        .level(Level::Reduced, Route::first(["small"]))
        .level(Level::Minimal, Route::first(["small"]))
        .degrade(Ladder::presets().offline(TEXT))
}

fn down() -> Script {
    Script::of(Step::status(Preset::Overloaded))
}

async fn ask(client: &Client) -> String {
    let response = client.chat(request(true)).await.expect("an answer");
    let served = response.head.level.expect("a level");
    let text = response.text().await.expect("all of it");
    format!("{text} ({}, {})", served.level, served.reason)
}

async fn pass(span: Duration) {
    TokioClock.sleep_until(TokioClock.now() + span).await;
}

#[tokio::test(start_paused = true)]
async fn lesser_targets_answer_where_the_route_cannot_and_each_is_asked_once() {
    let large = Scripted::new("large", down());
    let small = Scripted::new("small", Step::answer("Briefly."));
    let client = client(&large, &small).build().expect("a client");
    assert_eq!(ask(&client).await, "Briefly. (reduced, overloaded)");
    small.set_script(down());
    assert_eq!(ask(&client).await, "Nobody is here. (offline, overloaded)");
    assert_eq!((large.count(), small.count()), (2, 2), "both levels ask the same target");
    assert_eq!(small.calls()[0].max_tokens(), Some(2048));
}

#[tokio::test(start_paused = true)]
async fn whoever_watches_hears_of_every_change_of_the_standing_level_and_full_comes_back() {
    let large = Scripted::new("large", down());
    let small = Scripted::new("small", Step::answer("Briefly."));
    let told = Arc::new(Mutex::new(Vec::new()));
    let hears = Arc::clone(&told);
    let client = client(&large, &small).alerts(move |alert: &Alert| {
        if alert.scope == "route" {
            let line = format!("{}: {} -> {}, {}", alert.name, alert.from, alert.to, alert.reason);
            hears.lock().expect("not poisoned").push(line);
        }
    });
    let client = client.build().expect("a client");
    tokio::spawn(client.watch());
    for _ in 0..20 {
        ask(&client).await;
        pass(Duration::from_secs(1)).await;
    }
    assert_eq!(ask(&client).await, "Briefly. (reduced, failures)");
    large.set_script(Step::answer("At length."));
    let ladder = client.degrade().expect("a ladder");
    for _ in 0..300 {
        ask(&client).await;
        pass(Duration::from_secs(1)).await;
    }
    assert_eq!(ladder.standing().level, Level::Full);
    assert_eq!(ask(&client).await, "At length. (full, normal)");
    let expected = ["client: full -> reduced, failures", "client: reduced -> full, recovered"];
    assert_eq!(*told.lock().expect("not poisoned"), expected);
}

#[tokio::test(start_paused = true)]
async fn a_level_held_by_hand_is_an_alert_too() {
    let (large, small) = (Scripted::new("large", down()), Scripted::new("small", down()));
    let told = Arc::new(Mutex::new(Vec::new()));
    let hears = Arc::clone(&told);
    let client = client(&large, &small)
        .alerts(move |alert: &Alert| {
            let line = (alert.from, alert.to, alert.reason);
            hears.lock().expect("not poisoned").push(line);
        })
        .build()
        .expect("a client");
    tokio::spawn(client.watch());
    client.degrade().expect("a ladder").pin(Level::Offline, TokioClock.now());
    assert_eq!(ask(&client).await, "Nobody is here. (offline, pinned)");
    pass(Duration::from_millis(1)).await;
    client.degrade().expect("a ladder").release(TokioClock.now());
    pass(Duration::from_millis(1)).await;
    let expected = [("full", "offline", "pinned"), ("offline", "full", "released")];
    assert_eq!(*told.lock().expect("not poisoned"), expected);
    assert_eq!((large.count(), small.count()), (0, 0));
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_name() {
    let (large, small) = (Scripted::new("large", down()), Scripted::new("small", down()));
    let base = || {
        let client = Client::builder().target(target("large", &large));
        client.target(target("small", &small)).route(Route::first(["large"]))
    };
    let refused = |builder: ClientBuilder| builder.build().expect_err("refused").to_string();
    assert!(matches!(base().build(), Err(BuildError::InNoTier(name)) if &*name == "small"));
    let unknown = base().level(Level::Reduced, Route::first(["nobody"]));
    assert!(refused(unknown.level(Level::Minimal, Route::first(["small"]))).contains("`nobody`"));
    for level in [Level::Full, Level::Cached, Level::Offline] {
        let told = refused(base().level(level, Route::first(["small"])));
        assert_eq!(told, format!("client.level is `{level}`; allowed is reduced or minimal"));
    }
    let settings = osier::degrade::Settings::default().down_at(2.0);
    let ladder = Ladder::presets().settings(settings);
    let wrong = base().level(Level::Reduced, Route::first(["small"])).degrade(ladder);
    let told = refused(wrong);
    assert!(told.starts_with("degrade.down_at is `2"), "{told}");
}
