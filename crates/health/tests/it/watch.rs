//! What a watch tells, and whom it probes, in virtual time.

use std::time::Duration;

use osier_core::{Clock, ErrorKind, Readiness};
use osier_health::{Circuit, CircuitFacts, HealthSettings, ProbeSettings};
use osier_http::TokioClock;
use osier_simulate::{Preset, Script, Step};

use crate::scene::{pass, secs};
use crate::watched::{Scene, Target};

fn scene() -> Scene {
    Scene::new(HealthSettings::default())
}

fn without_probes() -> Scene {
    Scene::new(HealthSettings::default().probes(None))
}

fn open(target: &Target) {
    let retry_at = Some(TokioClock.now() + secs(3600));
    target.circuit.set(CircuitFacts { state: Circuit::Open, retry_at });
    target.member.vitals().nudge();
}

fn close(target: &Target) {
    target.circuit.set(CircuitFacts::default());
    target.member.vitals().nudge();
}

/// As long as it takes a task to be woken.
async fn a_moment() {
    pass(Duration::from_millis(1)).await;
}

#[tokio::test(start_paused = true)]
async fn every_transition_is_told_once_at_once_and_no_other() {
    let scene = without_probes();
    let [a, b] = ["a", "b"].map(|name| scene.target(name, None));
    a_moment().await;
    assert_eq!(scene.alerts(), [""; 0]);
    open(&a);
    a_moment().await;
    assert_eq!(scene.alerts(), ["target a: healthy -> open (failures)"]);
    pass(secs(100)).await;
    close(&a);
    open(&b);
    a_moment().await;
    let told = ["target a: open -> healthy (answers)", "target b: healthy -> open (failures)"];
    assert_eq!(scene.alerts(), told);
    let moved = ["a: healthy -> open (failures)", "a: open -> healthy (answers)"];
    assert_eq!(scene.notices(), [moved[0], moved[1], "b: healthy -> open (failures)"]);
    pass(secs(3600)).await;
    assert_eq!(scene.alerts(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn what_comes_and_goes_between_two_looks_is_not_told_and_flapping_is_told_in_pairs() {
    let scene = without_probes();
    let a = scene.target("a", None);
    a_moment().await;
    for _ in 0..10 {
        open(&a);
        close(&a);
    }
    a_moment().await;
    assert_eq!(scene.alerts(), [""; 0]);
    for _ in 0..10 {
        open(&a);
        a_moment().await;
        close(&a);
        a_moment().await;
    }
    assert_eq!(scene.alerts().len(), 20);
}

#[tokio::test(start_paused = true)]
async fn a_status_that_only_time_changes_is_seen_within_a_second() {
    let scene = without_probes();
    let a = scene.target("a", None);
    a.member.vitals().recovered_at(TokioClock.now());
    a_moment().await;
    assert_eq!(scene.alerts(), ["target a: healthy -> degraded (ramping)"]);
    pass(secs(29)).await;
    assert_eq!(scene.alerts(), [""; 0]);
    pass(secs(2)).await;
    assert_eq!(scene.alerts(), ["target a: degraded -> healthy (answers)"]);
}

#[tokio::test(start_paused = true)]
async fn a_target_that_fails_now_and_then_is_degraded_until_it_has_answered_for_a_while() {
    let scene = without_probes();
    let a = scene.target("a", None);
    let script = Script::default().then_times(7, &Step::answer("Hello"));
    let script = script.then_times(3, &Step::status(Preset::ServerError)).then(Step::answer("Hi"));
    a.far_end.script.set_script(script);
    for _ in 0..10 {
        let _ = a.ask().await;
        pass(Duration::from_millis(10)).await;
    }
    pass(secs(1)).await;
    assert_eq!(scene.alerts(), ["target a: healthy -> degraded (errors)"]);
    assert_eq!(a.member.standing(TokioClock.now()).error_rate, Some(0.3));
    for _ in 0..25 {
        assert!(a.ask().await.is_ok());
        pass(secs(1)).await;
    }
    assert_eq!(scene.alerts(), ["target a: degraded -> healthy (answers)"]);
}

#[tokio::test(start_paused = true)]
async fn a_rejected_credential_is_one_alert_whoever_shares_it_and_so_is_its_return() {
    let scene = without_probes();
    let targets = ["a", "b", "c"].map(|name| scene.target(name, Some("key")));
    let [a, b, c] = &targets;
    a.far_end.script.set_script(Script::of(Step::status(Preset::Auth)).then(Step::answer("Hi")));
    assert!(a.ask().await.is_err());
    a_moment().await;
    assert_eq!(scene.alerts(), ["credential key: in_use -> benched (auth)"]);
    assert_eq!(targets.each_ref().map(Target::status), ["benched"; 3]);
    assert_eq!(scene.notices().len(), 3, "each target's status moved");
    for target in [b, c] {
        assert_eq!(target.ask().await.expect_err("benched").kind(), ErrorKind::Benched);
    }
    assert_eq!(scene.roster.reinstate_all(TokioClock.now()).len(), 1);
    a_moment().await;
    assert_eq!(scene.alerts(), ["credential key: benched -> in_use (by_hand)"]);
    let moved = ["a", "b", "c"].map(|name| format!("{name}: benched -> degraded (ramping)"));
    assert_eq!(scene.notices(), [&["key back: by_hand".to_owned()], &moved[..]].concat());
    assert!(a.ask().await.is_ok());
    pass(secs(31)).await;
    assert_eq!(scene.alerts(), [""; 0], "the ramp is a part of its return");
}

#[tokio::test(start_paused = true)]
async fn a_target_that_was_open_before_its_bench_and_is_well_after_it_is_told_so() {
    let scene = without_probes();
    let a = scene.target("a", None);
    open(&a);
    a_moment().await;
    a.far_end.script.set_script(Step::status(Preset::Quota));
    assert!(a.ask().await.is_err());
    a_moment().await;
    close(&a);
    a.credential().reinstate(TokioClock.now());
    a_moment().await;
    let told = [
        "target a: healthy -> open (failures)",
        "credential a: in_use -> benched (quota_exceeded)",
        "credential a: benched -> in_use (by_hand)",
        "target a: open -> degraded (ramping)",
    ];
    assert_eq!(scene.alerts(), told);
}

#[tokio::test(start_paused = true)]
async fn an_alert_says_what_happened_in_json_and_each_has_an_identity_of_its_own() {
    let scene = without_probes();
    let a = scene.target("a", Some("team key"));
    a.far_end.script.set_script(Step::status(Preset::Auth));
    assert!(a.ask().await.is_err());
    a_moment().await;
    a.credential().reinstate(TokioClock.now());
    open(&a);
    a_moment().await;
    let alerts = scene.all_alerts();
    let json = serde_json::to_value(&alerts).expect("JSON");
    assert_eq!(json[0]["scope"], "credential");
    assert_eq!(json[0]["name"], "team key");
    assert_eq!(json[0]["target"], "a");
    assert!(json[0]["at"].as_u64().is_some_and(|at| at > 1_700_000_000));
    assert!(json[0].get("retry_at").is_none());
    let (at, retry_at) = (json[2]["at"].as_u64(), json[2]["retry_at"].as_u64());
    let wait = retry_at.zip(at).map(|(then, now)| then - now);
    assert!(wait.is_some_and(|wait| (3600..=3601).contains(&wait)), "{wait:?}");
    let mut ids: Vec<_> = alerts.iter().map(|alert| &alert.id).collect();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_busy_target_is_never_probed_and_an_idle_one_after_a_while() {
    let scene = scene();
    let [busy, idle] = ["busy", "idle"].map(|name| scene.target(name, None));
    for _ in 0..300 {
        assert!(busy.ask().await.is_ok());
        pass(secs(1)).await;
    }
    assert_eq!(busy.far_end.probes(), 0);
    // Idle after 30 s, then every 15 s, a fifth more or less.
    assert!((15..=23).contains(&idle.far_end.probes()), "{}", idle.far_end.probes());
    assert_eq!(scene.alerts(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn requests_that_are_refused_on_this_side_keep_no_target_busy() {
    let scene = scene();
    let a = scene.target("a", None);
    a.circuit.set(CircuitFacts { state: Circuit::HalfOpen, retry_at: None });
    for _ in 0..100 {
        assert_eq!(a.ask().await.expect_err("refused").kind(), ErrorKind::CircuitOpen);
        pass(secs(1)).await;
    }
    assert!((3..=6).contains(&a.far_end.probes()), "{}", a.far_end.probes());
}

#[tokio::test(start_paused = true)]
async fn a_circuit_whose_time_is_over_is_left_to_the_next_request() {
    let scene = scene();
    let a = scene.target("a", None);
    a.circuit.set(CircuitFacts { state: Circuit::Open, retry_at: None });
    pass(secs(40)).await;
    assert_eq!(a.far_end.probes(), 0, "it is idle, no more");
}

#[tokio::test(start_paused = true)]
async fn an_idle_target_that_cannot_be_reached_is_found_before_anybody_needs_it() {
    let scene = scene();
    let a = scene.target("a", None);
    a.far_end.answer_probes(Err(ErrorKind::Connect));
    let readiness = || a.provider.readiness(TokioClock.now());
    pass(secs(30 + 18 * 3)).await;
    assert_eq!(scene.alerts(), ["target a: healthy -> open (unreachable)"]);
    for _ in 0..20 {
        assert!(matches!(readiness(), Readiness::NotBefore(_)), "{:?}", readiness());
        pass(secs(1)).await;
    }
    a.far_end.answer_probes(Ok(()));
    pass(secs(12)).await;
    let back = ["target a: open -> degraded (ramping)"];
    assert_eq!(scene.alerts(), back);
    assert!(matches!(readiness(), Readiness::Ramping(_)));
    pass(secs(31)).await;
    assert_eq!((a.status(), readiness()), ("healthy", Readiness::Ready));
}

#[tokio::test(start_paused = true)]
async fn an_open_circuit_is_told_that_probes_succeed_again_and_nothing_if_they_always_did() {
    let scene = scene();
    let [down, model_down] = ["a", "b"].map(|name| scene.target(name, None));
    open(&down);
    open(&model_down);
    down.far_end.answer_probes(Err(ErrorKind::Connect));
    pass(secs(10)).await;
    assert_eq!(down.circuit.told_up(), 0);
    down.far_end.answer_probes(Ok(()));
    pass(secs(12)).await;
    assert_eq!(down.circuit.told_up(), 1);
    pass(secs(600)).await;
    assert_eq!((down.circuit.told_up(), model_down.circuit.told_up()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_hangs_is_given_up_after_five_seconds_and_never_has_company() {
    let scene = scene();
    let a = scene.target("a", None);
    open(&a);
    a.far_end.take_for_probes(secs(3600));
    pass(secs(100)).await;
    // Each takes its five seconds; the interval counts from beginning to beginning.
    assert!((15..=25).contains(&a.far_end.probes()), "{}", a.far_end.probes());
    a.far_end.take_for_probes(secs(1));
    pass(secs(20)).await;
    assert_eq!(a.circuit.told_up(), 1);
}

#[tokio::test(start_paused = true)]
async fn probes_reinstate_a_credential_only_if_they_were_rejected_as_well() {
    for (probe, comes_back) in [(Err(ErrorKind::Auth), true), (Ok(()), false)] {
        let scene = scene();
        let [a, b] = ["a", "b"].map(|name| scene.target(name, Some("key")));
        a.far_end.script.set_script(Step::status(Preset::Auth));
        a.far_end.answer_probes(probe);
        assert!(a.ask().await.is_err());
        pass(secs(180)).await;
        assert_eq!(a.status(), "benched");
        let probes = a.far_end.probes();
        assert!(if comes_back { probes >= 2 } else { probes == 1 }, "{probe:?}: {probes}");
        assert_eq!(b.far_end.probes(), 0, "one of those who share it is enough");
        a.far_end.answer_probes(Ok(()));
        pass(secs(150)).await;
        assert_eq!(a.status() == "healthy", comes_back, "{probe:?}");
        let last = scene.alerts().pop().expect("alerts");
        assert_eq!(last == "credential key: benched -> in_use (probes)", comes_back, "{last}");
    }
}

#[tokio::test(start_paused = true)]
async fn of_two_watches_one_stands_by_and_takes_over() {
    let scene = scene();
    let a = scene.target("a", None);
    a_moment().await;
    let second = scene.watch_again();
    open(&a);
    pass(secs(60)).await;
    assert_eq!(scene.alerts().len(), 1);
    assert!((10..=15).contains(&a.far_end.probes()), "{}", a.far_end.probes());
    scene.stop_watching();
    pass(secs(2)).await;
    close(&a);
    pass(secs(2)).await;
    assert_eq!(scene.alerts(), ["target a: open -> healthy (answers)"]);
    second.abort();
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_probes_at_the_same_moments() {
    let mut counts = Vec::new();
    for _ in 0..2 {
        let probes = ProbeSettings::default().interval(secs(1)).idle_after(secs(0));
        let scene = Scene::new(HealthSettings::default().probes(Some(probes)));
        let a = scene.target("a", None);
        let mut moments = Vec::new();
        for _ in 0..300 {
            pass(Duration::from_millis(50)).await;
            moments.push(a.far_end.probes());
        }
        counts.push(moments);
    }
    assert_eq!(counts[0], counts[1]);
}
