//! Moving on before the commit point.

use osier_core::{Error, ErrorKind, Provider};
use osier_failover::{Failover, Settings, Target};
use osier_simulate::{Fault, Preset, Step};

use crate::provider::Once;
use crate::scene::{NAMES, Scene, request, secs};

/// Everything that can go wrong before content, each on the first of two targets.
fn failures() -> Vec<(Step, ErrorKind)> {
    vec![
        (Step::status(Preset::ServerError), ErrorKind::Server),
        (Step::status(Preset::Overloaded), ErrorKind::Overloaded),
        (Step::status(Preset::RateLimited), ErrorKind::RateLimited),
        (Step::status(Preset::Quota), ErrorKind::QuotaExceeded),
        (Step::status(Preset::Auth), ErrorKind::Auth),
        (Step::status(Preset::ModelNotFound), ErrorKind::ModelNotFound),
        (Step::status(Preset::ContextLength), ErrorKind::ContextLength),
        (Step::fault(Fault::Reset), ErrorKind::Server),
        (Step::fault(Fault::Close), ErrorKind::Server),
        (Step::answer("never seen").cut_after(1), ErrorKind::Cut),
        (Step::fault(Fault::Html), ErrorKind::Malformed),
        (Step::fault(Fault::Garbage), ErrorKind::Malformed),
    ]
}

#[tokio::test(start_paused = true)]
async fn a_failure_before_content_is_never_seen_by_the_caller() {
    for stream in [false, true] {
        for (step, kind) in failures() {
            let scene = Scene::of([step, Step::answer("from b")]);
            let response = scene.call(stream).await.expect("an answer");
            assert_eq!(response.head.target.as_deref(), Some("b"), "{kind:?}");
            assert_eq!(response.head.attempts.len(), 1);
            assert_eq!(response.head.attempts[0].kind, kind, "stream: {stream}");
            assert_eq!(response.text().await.expect("text"), "from b");
            assert_eq!(scene.counts(), [1, 1], "{kind:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_target_is_asked_for_its_own_model() {
    let scene = Scene::of([Step::status(500), Step::answer("b")]);
    scene.call(false).await.expect("an answer");
    let asked: Vec<_> = scene
        .targets
        .iter()
        .map(|target| target.calls()[0].model().expect("a model").into_owned())
        .collect();
    assert_eq!(asked, ["model-a", "model-b"]);
}

#[tokio::test(start_paused = true)]
async fn the_preferred_target_is_asked_first_and_only() {
    let scene = Scene::of([Step::answer("a"), Step::answer("b"), Step::answer("c")]);
    let context = scene.context().preferred("c").build();
    let response = scene.route.call(&context, request(false)).await.expect("an answer");
    assert_eq!(response.text().await.expect("text"), "c");
    assert_eq!(scene.counts(), [0, 0, 1]);
}

#[tokio::test(start_paused = true)]
async fn a_silent_target_is_left_after_half_of_the_deadline() {
    for stream in [false, true] {
        let scene = Scene::unhedged([Step::fault(Fault::Hang), Step::answer("b")]);
        let context = scene.context().timeout(secs(60)).build();
        let response = scene.route.call(&context, request(stream)).await.expect("an answer");
        assert_eq!(response.head.attempts[0].kind, ErrorKind::Timeout);
        assert_eq!(response.head.attempts[0].took, secs(30));
        assert_eq!(scene.targets[0].cancelled(), 1);
        assert_eq!(context.remaining(), secs(30));
    }
}

#[tokio::test(start_paused = true)]
async fn every_attempt_and_every_move_is_announced() {
    let scene = Scene::of([Step::status(503), Step::answer("b")]);
    scene.call(true).await.expect("an answer").text().await.expect("text");
    let expected = ["1: a", "a ends failure", "a -> b: overloaded", "2: b", "b ends success"];
    assert_eq!(scene.heard.lines(), expected);
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_failed_attempt_is_announced_with_what_an_operator_needs() {
    let error = Error::new(ErrorKind::QuotaExceeded).with_status(429).with_code("insufficient");
    let scene = Scene::of([Step::fault(Fault::Hang), Step::answer("b")]);
    let route = Failover::new("route")
        .target(Target::new("quota", Once::fails(error)))
        .target(Target::new("a", scene.targets[0].clone()))
        .target(Target::new("b", scene.targets[1].clone()));
    let context = scene.context().timeout(secs(60)).build();
    route.call(&context, request(false)).await.expect("an answer");
    let expected = [
        r#"quota_exceeded, Some(429), Some("insufficient"), None"#,
        r#"timeout, None, None, Some("share_of_deadline")"#,
    ];
    assert_eq!(scene.heard.ends(), expected);
}

#[tokio::test(start_paused = true)]
async fn a_route_inside_a_route_shares_out_its_own_share_of_the_time() {
    let silent = || Step::fault(Fault::Hang);
    let scene = Scene::of([silent(), silent(), Step::answer("c")]);
    let target = |place: usize| Target::new(NAMES[place], scene.targets[place].clone());
    let unhedged =
        |name: &str| Failover::try_new(name, Settings::default().without_hedge()).expect("valid");
    let group = unhedged("group").target(target(0)).target(target(1));
    let route = unhedged("route").target(Target::new("group", group)).target(target(2));
    let context = scene.context().timeout(secs(60)).build();
    let response = route.call(&context, request(true)).await.expect("an answer");
    let told: Vec<_> =
        response.head.attempts.iter().map(|line| (&*line.target, line.took)).collect();
    assert_eq!(told, [("a", secs(15)), ("b", secs(15))]);
}
