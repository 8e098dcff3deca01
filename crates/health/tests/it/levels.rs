//! What is told of the standing levels of routes, in virtual time.

use std::time::Duration;

use osier_core::Level::{self, Full, Minimal, Offline, Reduced};
use osier_health::HealthSettings;

use crate::scene::{pass, secs};
use crate::watched::Scene;

fn scene() -> Scene {
    Scene::new(HealthSettings::default().probes(None))
}

async fn a_moment() {
    pass(Duration::from_millis(1)).await;
}

#[tokio::test(start_paused = true)]
async fn each_change_of_a_level_is_one_alert_told_at_once_and_no_notice() {
    let scene = scene();
    a_moment().await;
    let story = [
        (Full, Reduced, "failures"),
        (Reduced, Minimal, "unready"),
        (Minimal, Reduced, "recovered"),
        (Reduced, Full, "recovered"),
    ];
    for (from, to, reason) in story {
        scene.roster.level_moved("chat", from, to, reason);
        a_moment().await;
        assert_eq!(scene.alerts(), [format!("route chat: {from} -> {to} ({reason})")]);
        pass(secs(100)).await;
        assert_eq!(scene.alerts(), [""; 0]);
    }
    assert_eq!(scene.notices(), [""; 0], "the observer was told by whoever moved it");
}

#[tokio::test(start_paused = true)]
async fn changes_that_follow_one_another_at_once_are_one_and_none_if_it_is_as_it_was() {
    let scene = scene();
    a_moment().await;
    scene.roster.level_moved("chat", Full, Reduced, "failures");
    scene.roster.level_moved("code", Full, Reduced, "failures");
    scene.roster.level_moved("chat", Reduced, Offline, "unready");
    scene.roster.level_moved("code", Reduced, Full, "released");
    a_moment().await;
    assert_eq!(scene.alerts(), ["route chat: full -> offline (unready)"]);
}

#[tokio::test(start_paused = true)]
async fn what_happened_while_nobody_watched_is_told_by_the_next_who_does() {
    let scene = scene();
    a_moment().await;
    scene.roster.level_moved("chat", Full, Reduced, "failures");
    a_moment().await;
    scene.stop_watching();
    pass(secs(2)).await;
    scene.roster.level_moved("chat", Reduced, Minimal, "failures");
    scene.roster.level_moved("chat", Minimal, Offline, "failures");
    pass(secs(3600)).await;
    assert_eq!(scene.alerts(), ["route chat: full -> reduced (failures)"]);
    let second = scene.watch_again();
    a_moment().await;
    assert_eq!(scene.alerts(), ["route chat: reduced -> offline (failures)"]);
    second.abort();
}

#[tokio::test(start_paused = true)]
async fn an_alert_of_a_level_says_what_happened_in_json_and_nothing_else() {
    let scene = scene();
    a_moment().await;
    scene.roster.level_moved("chat", Full, Reduced, "failures");
    a_moment().await;
    let alert = scene.all_alerts().pop().expect("an alert");
    let json = serde_json::to_value(&alert).expect("JSON");
    let (id, at) = (&alert.id, alert.at);
    let expected = serde_json::json!({
        "id": id, "at": at, "scope": "route", "name": "chat",
        "from": "full", "to": "reduced", "reason": "failures",
    });
    assert_eq!(json, expected);
}

#[tokio::test(start_paused = true)]
async fn routes_at_all_levels_are_told_by_the_names_of_these() {
    let scene = scene();
    a_moment().await;
    let worse = Level::ALL.into_iter().skip(1);
    for to in worse.clone() {
        scene.roster.level_moved(to.name(), Full, to, "pinned");
    }
    a_moment().await;
    let told = worse.map(|to| format!("route {to}: full -> {to} (pinned)"));
    assert_eq!(scene.alerts(), told.collect::<Vec<_>>());
}
