//! What probes may not do, in virtual time.

use std::time::Duration;

use osier_core::{ChatRequest, Clock, Context, ErrorKind, Readiness};
use osier_health::HealthSettings;
use osier_http::TokioClock;
use osier_simulate::{Preset, Script, Step};

use crate::scene::{pass, secs};
use crate::watched::Scene;

fn scene() -> Scene {
    Scene::new(HealthSettings::default())
}

#[tokio::test(start_paused = true)]
async fn a_free_endpoint_that_never_worked_takes_nobody_out() {
    for kind in [ErrorKind::Server, ErrorKind::Timeout, ErrorKind::ModelNotFound] {
        let scene = scene();
        let a = scene.target("a", None);
        assert!(a.ask().await.is_ok());
        a.far_end.answer_probes(Err(kind));
        for _ in 0..3600 {
            assert_eq!(a.provider.readiness(TokioClock.now()), Readiness::Ready, "{kind:?}");
            pass(secs(1)).await;
        }
        assert_eq!(scene.alerts(), [""; 0], "{kind:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_meets_a_request_takes_nobody_out() {
    let scene = scene();
    let a = scene.target("a", None);
    a.far_end.answer_probes(Err(ErrorKind::Connect));
    a.far_end.take_for_probes(secs(4));
    while a.far_end.probes() < 3 {
        pass(Duration::from_millis(100)).await;
    }
    let context = Context::builder(TokioClock::shared()).build();
    let request = ChatRequest::new("m").user("Hi").stream();
    let held = a.provider.call(&context, request.into()).await.expect("answered");
    pass(secs(6)).await;
    assert_eq!((a.member.vitals().in_flight(), a.status()), (1, "healthy"));
    drop(held);
}

#[tokio::test(start_paused = true)]
async fn whom_probes_cannot_reach_gets_one_request_a_minute() {
    let scene = scene();
    let a = scene.target("a", None);
    a.far_end.answer_probes(Err(ErrorKind::Connect));
    a.far_end.script.set_script(Step::status(Preset::ServerError));
    pass(secs(30 + 18 * 3)).await;
    let mut tried = Vec::new();
    for second in 0..600 {
        if a.provider.readiness(TokioClock.now()) == Readiness::Ready {
            tried.push(second);
            assert!(a.ask().await.is_err());
        }
        pass(secs(1)).await;
    }
    assert!((8..=10).contains(&tried.len()), "{tried:?}");
    assert_eq!(scene.alerts(), ["target a: healthy -> open (unreachable)"]);
    a.far_end.script.set_script(Script::answer("Hello"));
    pass(secs(60)).await;
    assert!(a.ask().await.is_ok());
    assert_eq!(a.provider.readiness(TokioClock.now()), Readiness::Ramping(10));
}

#[tokio::test(start_paused = true)]
async fn rejected_probes_of_an_idle_target_are_rare_and_told_of_once() {
    let scene = scene();
    let a = scene.target("a", Some("key"));
    a.far_end.answer_probes(Err(ErrorKind::Auth));
    pass(secs(86_400)).await;
    assert!((1300..1600).contains(&a.far_end.probes()), "{}", a.far_end.probes());
    assert_eq!(scene.alerts(), ["target a: healthy -> degraded (probe_rejected)"]);
    assert_eq!(a.provider.readiness(TokioClock.now()), Readiness::Ready, "requests may try");
    a.far_end.answer_probes(Ok(()));
    pass(secs(80)).await;
    assert_eq!(scene.alerts(), ["target a: degraded -> healthy (answers)"]);
}

#[tokio::test(start_paused = true)]
async fn probes_of_a_benched_credential_say_nothing_once_it_is_reinstated() {
    let scene = scene();
    let a = scene.target("a", Some("key"));
    a.far_end.script.set_script(Step::status(Preset::Auth));
    a.far_end.answer_probes(Err(ErrorKind::Auth));
    assert!(a.ask().await.is_err());
    pass(secs(300)).await;
    assert_eq!(a.status(), "benched");
    a.credential().reinstate(TokioClock.now());
    pass(Duration::from_millis(1)).await;
    let standing = a.member.standing(TokioClock.now());
    assert_eq!((standing.status.name(), standing.reason), ("degraded", "ramping"));
}

#[tokio::test(start_paused = true)]
async fn a_key_that_works_but_for_probes_is_told_of_once_at_most() {
    let scene = scene();
    let [asked, idle] = ["a", "b"].map(|name| scene.target(name, None));
    for target in [&asked, &idle] {
        target.far_end.answer_probes(Err(ErrorKind::Auth));
    }
    assert!(asked.ask().await.is_ok());
    pass(secs(120)).await;
    assert_eq!(scene.alerts(), ["target b: healthy -> degraded (probe_rejected)"]);
    assert!(idle.ask().await.is_ok());
    pass(secs(3600)).await;
    assert_eq!(scene.alerts(), ["target b: degraded -> healthy (answers)"]);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_answered_knows_better_than_probes() {
    let scene = scene();
    let a = scene.target("a", None);
    pass(secs(60)).await;
    a.far_end.answer_probes(Err(ErrorKind::Server));
    pass(secs(60)).await;
    assert_eq!(a.status(), "open");
    assert!(a.ask().await.is_ok());
    assert_eq!(a.status(), "degraded");
    assert_eq!(a.provider.readiness(TokioClock.now()), Readiness::Ramping(10));
    pass(secs(3600)).await;
    assert_eq!(a.status(), "healthy", "such probes prove nothing until one has succeeded again");
    a.far_end.answer_probes(Ok(()));
    pass(secs(60)).await;
    a.far_end.answer_probes(Err(ErrorKind::Server));
    pass(secs(60)).await;
    assert_eq!(a.status(), "open");
}
