//! How targets are, as a program that watches them hears it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use osier::health::Alert;
use osier::http::TokioClock;
use osier::{Client, Clock, Readiness, Target};
use osier_simulate::{Fault, Preset, Script, Scripted, Status, Step};

use crate::scene::request;

type Told = Arc<Mutex<Vec<String>>>;

fn watched(script: impl Into<Script>) -> (Client, Scripted, Told) {
    let (far_end, told) = (Scripted::new("a", script), Told::default());
    let heard = Arc::clone(&told);
    let client = Client::builder()
        .target(Target::provider("a", far_end.clone()).without_retry())
        .alerts(move |alert: &Alert| {
            let Alert { name, from, to, reason, .. } = alert;
            let line = format!("{name}: {from} -> {to} ({reason})");
            heard.lock().expect("not poisoned").push(line);
        })
        .build()
        .expect("a client");
    tokio::spawn(client.watch());
    (client, far_end, told)
}

fn take(told: &Told) -> Vec<String> {
    std::mem::take(&mut told.lock().expect("not poisoned"))
}

async fn pass(millis: u64) {
    TokioClock.sleep_until(TokioClock.now() + Duration::from_millis(millis)).await;
}

async fn ask(client: &Client) -> bool {
    match client.chat(request(true)).await {
        Ok(response) => response.text().await.is_ok(),
        Err(_) => false,
    }
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_told_from_its_beginning_to_the_end_of_the_ramp() {
    let (client, far_end, told) = watched(Step::status(Preset::ServerError));
    for _ in 0..5 {
        assert!(!ask(&client).await);
    }
    pass(1).await;
    assert_eq!(take(&told), ["a: healthy -> open (failures)"]);
    let standing = client.health().remove(0);
    assert_eq!((&*standing.target, standing.error_rate), ("a", Some(1.0)));
    let wait = standing.retry_at.expect("a time") - TokioClock.now();
    assert!((4..=6).contains(&wait.as_secs()), "{wait:?}");

    far_end.set_script(Step::answer("Hello"));
    pass(6100).await;
    assert!(ask(&client).await);
    pass(1).await;
    assert_eq!((take(&told), client.health()[0].reason), (vec![], "being_tried"));
    assert!(ask(&client).await);
    let share = || client.targets()[0].target.provider().readiness(TokioClock.now());
    assert_eq!(share(), Readiness::Ramping(10));
    pass(1).await;
    assert_eq!(take(&told), ["a: open -> degraded (ramping)"]);
    pass(20_000).await;
    assert_eq!(share(), Readiness::Ramping(70));
    pass(45_000).await;
    assert_eq!(share(), Readiness::Ready);
    assert_eq!(take(&told), ["a: degraded -> healthy (answers)"]);
}

#[tokio::test(start_paused = true)]
async fn a_throttle_is_told_as_cooling_and_what_is_forced_open_as_that() {
    let throttle = Status::from(Preset::RateLimited).retry_after(Duration::from_secs(61));
    let (client, _, told) = watched(Script::of(Step::status(throttle)).then(Step::answer("Hi")));
    assert!(!ask(&client).await);
    pass(1).await;
    assert_eq!(take(&told), ["a: healthy -> cooling (throttled)"]);
    pass(61_000).await;
    assert!(ask(&client).await);
    pass(1).await;
    assert_eq!(take(&told), ["a: cooling -> healthy (answers)"]);
    let breaker = client.targets()[0].breaker.clone().expect("a breaker");
    breaker.force_open();
    pass(1).await;
    assert_eq!(take(&told), ["a: healthy -> open (forced_open)"]);
}

#[tokio::test(start_paused = true)]
async fn a_target_that_answers_probes_again_is_tried_before_its_circuit_would_let_anybody() {
    let down = Script::of(Step::status(503)).probes(Fault::Reset);
    let (client, far_end, _) = watched(down);
    let breaker = client.targets()[0].breaker.clone().expect("a breaker");
    // Failed probes double the time to a minute.
    for _ in 0..100 {
        ask(&client).await;
        pass(1_000).await;
    }
    // Freshly opened: most of that time is left.
    let left = || breaker.snapshot().retry_after.unwrap_or_default();
    while left() < Duration::from_secs(20) {
        ask(&client).await;
        pass(1_000).await;
    }
    far_end.set_script(Step::answer("Hello"));
    pass(13_000).await;
    assert_eq!(breaker.state().name(), "half_open");
    assert!(ask(&client).await && ask(&client).await);
    assert_eq!(breaker.state().name(), "closed");
}
