//! The caller goes away: everything upstream is cancelled within a second, and nobody is blamed.

use std::time::Duration;

use futures_util::StreamExt;
use osier_simulate::{Answer, Fault, Point, Preset, Script, SeenEnd, Status, Step};

use super::scene::{AT_ONCE, SECOND, Scene, asked, everywhere, pause, says, streamed};
use crate::stage::{Stage, body};

const ALL: Duration = Duration::from_secs(10);

/// Asks, and goes away once the first provider has seen as many requests.
async fn leave_after(scene: Scene, stage: &Stage, requests: u64) {
    let callers: Vec<_> = (0..requests)
        .map(|_| tokio::spawn(stage.post(body(scene.stream).to_string()).send()))
        .collect();
    assert!(stage.providers[0].wait_for_seen(requests, ALL).await, "{scene:?}");
    callers.iter().for_each(tokio::task::JoinHandle::abort);
}

/// All that were sent to the first provider were cancelled, within a second.
async fn assert_cancelled(scene: Scene, stage: &Stage) {
    let left = stage.providers[0]
        .wait_until(|seen| seen.iter().all(|one| one.end == Some(SeenEnd::ClientLeft)), SECOND)
        .await;
    assert!(left, "{scene:?}: {:?}", stage.calls(0).iter().map(|one| one.end).collect::<Vec<_>>());
}

/// Nothing of it stands in any book, and the target is as good as before.
async fn assert_nobody_is_blamed(scene: Scene, stage: &Stage) {
    let health = stage.get("/v1/health").await.json();
    let target = &health["targets"][0];
    let circuit = &target["circuit"];
    assert_eq!(target["status"], "healthy", "{scene:?}: {health}");
    assert_eq!((&circuit["failures"], &circuit["consecutive_failures"]), (&0.into(), &0.into()));
    assert_eq!(target["limit"]["in_flight"], 0, "{scene:?}: {health}");
    assert_eq!(target["error_rate"].as_f64().unwrap_or_default(), 0.0, "{scene:?}: {health}");
    stage.providers[0].set_script(says("a"));
    scene.ask(stage).await.is_answered("a", &["a ok"]).within(AT_ONCE);
}

#[tokio::test]
async fn before_the_answer() {
    everywhere(async |scene| {
        let half = says("a").stall_after(Point::Tokens(0));
        for step in [Step::fault(Fault::Hang), Step::fault(Fault::HeadersThenHang), half] {
            let stage = scene.stage([step, says("b")]).await;
            leave_after(scene, &stage, 1).await;
            assert_cancelled(scene, &stage).await;
            assert_nobody_is_blamed(scene, &stage).await;
            asked(&stage, &[2, 0], scene);
        }
    })
    .await;
}

#[tokio::test]
async fn in_the_middle_of_a_stream() {
    streamed(async |scene| {
        let endless = Step::of(Answer::tokens(10_000)).between_tokens(Duration::from_millis(5));
        let stalled = says("a").stall_after(Point::Tokens(2));
        for step in [endless, stalled] {
            let stage = scene.stage([step, says("b")]).await;
            let response = stage.post(body(true).to_string()).send().await.expect("a response");
            let mut bytes = response.bytes_stream();
            bytes.next().await.expect("some bytes").expect("no error");
            drop(bytes);
            assert_cancelled(scene, &stage).await;
            assert_nobody_is_blamed(scene, &stage).await;
            asked(&stage, &[2, 0], scene);
        }
    })
    .await;
}

#[tokio::test]
async fn during_a_wait() {
    everywhere(async |scene| {
        let wait = Status::from(Preset::RateLimited).retry_after(SECOND);
        let script = Script::of(Step::status(wait)).then(says("never asked"));
        let stage = scene.stage([script]).await;
        leave_after(scene, &stage, 1).await;
        let ended = |seen: &[osier_simulate::Seen]| seen.iter().all(|one| one.end.is_some());
        assert!(stage.providers[0].wait_until(ended, ALL).await);
        pause(SECOND + SECOND / 2).await;
        asked(&stage, &[1], scene);
    })
    .await;
}

#[tokio::test]
async fn two_hundred_at_once() {
    everywhere(async |scene| {
        let stage = scene.stage([Step::fault(Fault::Hang), says("b")]).await;
        leave_after(scene, &stage, 200).await;
        assert_cancelled(scene, &stage).await;
        assert_nobody_is_blamed(scene, &stage).await;
        asked(&stage, &[201, 0], scene);
    })
    .await;
}
