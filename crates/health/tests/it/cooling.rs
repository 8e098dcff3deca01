//! Who hears of a target that asks for patience: nobody, unless it goes on, in virtual time.

use std::time::Duration;

use osier_core::Clock;
use osier_health::{Circuit, CircuitFacts, HealthSettings};
use osier_http::TokioClock;

use crate::scene::{pass, secs};
use crate::watched::{Scene, Target};

async fn scene() -> (Scene, Target) {
    let scene = Scene::new(HealthSettings::default().probes(None));
    let target = scene.target("a", None);
    a_moment().await;
    (scene, target)
}

fn set(target: &Target, state: Circuit, wait: Option<Duration>) {
    let retry_at = wait.map(|wait| TokioClock.now() + wait);
    target.circuit.set(CircuitFacts { state, retry_at });
    target.member.vitals().nudge();
}

/// As long as it takes a task to be woken.
async fn a_moment() {
    pass(Duration::from_millis(1)).await;
}

const COOLS: &str = "target a: healthy -> cooling (throttled)";
const IS_BACK: &str = "target a: cooling -> healthy (answers)";

#[tokio::test(start_paused = true)]
async fn short_waits_a_provider_asks_for_are_told_to_nobody() {
    let (scene, a) = scene().await;
    for wait in [1, 5, 60, 60, 1].map(secs) {
        set(&a, Circuit::Cooling, Some(wait));
        a_moment().await;
        assert_eq!(a.status(), "cooling");
        pass(wait).await;
        // Over, and nobody has asked since.
        set(&a, Circuit::Cooling, None);
        pass(secs(200)).await;
        set(&a, Circuit::Closed, None);
        a_moment().await;
    }
    assert_eq!((scene.alerts(), scene.notices()), (Vec::new(), Vec::new()));
}

#[tokio::test(start_paused = true)]
async fn a_lasting_cooling_is_told_and_so_is_its_end() {
    let (scene, a) = scene().await;
    set(&a, Circuit::Cooling, Some(secs(62)));
    a_moment().await;
    assert_eq!(scene.alerts(), [COOLS], "its end is known");
    pass(secs(61)).await;
    set(&a, Circuit::Closed, None);
    a_moment().await;
    assert_eq!(scene.alerts(), [IS_BACK]);
    for _ in 0..25 {
        set(&a, Circuit::Cooling, Some(secs(5)));
        pass(secs(4)).await;
    }
    assert_eq!(scene.alerts(), [COOLS], "it asks for more again and again");
    set(&a, Circuit::Closed, None);
    a_moment().await;
    assert_eq!(scene.alerts(), [IS_BACK]);
    assert_eq!(scene.notices().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_short_cooling_between_two_others_breaks_no_story() {
    let (scene, a) = scene().await;
    let states =
        [Circuit::Open, Circuit::Cooling, Circuit::Open, Circuit::Cooling, Circuit::Closed];
    for state in states {
        set(&a, state, Some(secs(5)));
        pass(secs(2)).await;
    }
    let told = ["target a: healthy -> open (failures)", "target a: open -> healthy (answers)"];
    assert_eq!(scene.alerts(), told);
}
