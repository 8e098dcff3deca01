//! The provider fails once, is down, and comes back.

use std::time::Duration;

use futures_util::future::join_all;
use osier_gateway::config::{Config, TargetConfig};
use osier_simulate::{CutHow, Fault, Point, Preset, Script, Server, Status, Step};

use super::scene::{AT_ONCE, SECOND, Scene, Told, asked, each, everywhere, pause, says};
use crate::stage::{BOUND, Stage, restartable};

/// What goes wrong, and what that is called: of a stream, and of a whole answer.
fn failures() -> [(&'static str, &'static str, Step); 7] {
    let before = Point::Tokens(0);
    [
        ("a server", "a server", Step::status(Preset::ServerError)),
        ("a server", "a server", Step::status(Status::from(502).html())),
        ("a server", "a server", Step::fault(Fault::Reset)),
        ("a server", "a server", Step::fault(Fault::Close)),
        ("a cut", "a malformed", says("never").cut(before, CutHow::Clean)),
        ("a cut", "a cut", says("never").cut(before, CutHow::Reset)),
        ("a malformed", "a malformed", says("never").malformed_after(before)),
    ]
}

#[tokio::test]
async fn what_fails_once_is_tried_again_soon_on_the_same_target() {
    everywhere(async |scene| {
        each(failures(), async |(streamed, whole, step)| {
            let failure = if scene.stream { streamed } else { whole };
            for others in [vec![], vec![Script::of(says("b"))]] {
                let mut scripts = vec![Script::of(step.clone()).then(says("a"))];
                scripts.extend(others);
                let stage = scene.stage(scripts).await;
                let told = scene.ask(&stage).await;
                told.is_answered("a", &[failure, "a ok"]).within(AT_ONCE);
                assert_eq!((stage.counts()[0], stage.counts()[1..].iter().sum()), (2, 0_u64));
            }
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn what_fails_again_is_had_from_another_target() {
    everywhere(async |scene| {
        each(failures(), async |(streamed, whole, step)| {
            let failure = if scene.stream { streamed } else { whole };
            let stage = scene.stage([step.clone(), says("b")]).await;
            let told = scene.ask(&stage).await;
            // What may have been billed is repeated once, and what was not, twice.
            let times = stage.counts()[0] as usize;
            assert!((2..=3).contains(&times), "{}", told.scenery());
            let tried = [vec![failure; times], vec!["b ok"]].concat();
            told.is_answered("b", &tried).within(AT_ONCE + AT_ONCE);
            assert_eq!(stage.counts()[1], 1, "{scene:?}");
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_target_without_capacity_is_tried_again_only_where_there_is_no_other() {
    everywhere(async |scene| {
        let full = || Step::status(Status::from(Preset::Overloaded).without_hints());
        let late = || says("never").error_after(Point::Tokens(0), Preset::Overloaded);
        each([full(), late()], async |step| {
            let script = || Script::of(step.clone()).then(says("a"));
            let stage = scene.stage([script(), says("b").into()]).await;
            scene.ask(&stage).await.is_answered("b", &["a overloaded", "b ok"]).within(AT_ONCE);
            asked(&stage, &[1, 1], scene);
            let stage = scene.stage([script()]).await;
            scene.ask(&stage).await.is_answered("a", &["a overloaded", "a ok"]).within(AT_ONCE);
            asked(&stage, &[2], scene);
        })
        .await;
    })
    .await;
}

/// Waits until `/v1/health` says this of the first target.
async fn until(stage: &Stage, what: &str, holds: impl Fn(&serde_json::Value) -> bool) {
    let looking = async {
        loop {
            let health = stage.get("/v1/health").await.json();
            if holds(&health["targets"][0]) {
                return;
            }
            pause(Duration::from_millis(10)).await;
        }
    };
    assert!(tokio::time::timeout(BOUND, looking).await.is_ok(), "never: {what}");
}

/// Two that answer, the first of which can be stopped and restarted.
async fn two(scene: Scene) -> Vec<Server> {
    let second = Server::start(scene.dialect, says("b")).await.expect("a free port");
    vec![restartable(scene.dialect, says("a")).await, second]
}

#[tokio::test]
async fn a_connection_that_is_refused_once_is_tried_again_on_the_same_target() {
    everywhere(async |scene| {
        let stage = scene
            .before(two(scene).await, |config| {
                config.targets[0].retry =
                    toml::from_str("base = \"2s\"\njitter = \"none\"").expect("settings");
            })
            .await;
        stage.providers[0].stop().await;
        let restart = async {
            until(&stage, "a failure", |a| a["circuit"]["consecutive_failures"] == 1).await;
            stage.providers[0].restart().await.expect("the same port");
        };
        let (told, ()) = tokio::join!(scene.ask(&stage), restart);
        told.is_answered("a", &["a connect", "a ok"]).within(2 * SECOND + AT_ONCE);
        asked(&stage, &[1, 0], scene);
    })
    .await;
}

/// A circuit that opens for a time that a test can wait.
fn opening_for(span: Duration) -> impl Fn(&mut TargetConfig) {
    move |target| {
        target.breaker.open = Some(span);
        target.breaker.jitter = Some(0.0);
    }
}

/// Asks until the circuit of the first target is open.
async fn open(scene: Scene, stage: &Stage) {
    stage.providers[0].set_script(Step::status(Preset::ServerError));
    for _ in 0..2 {
        scene.ask(stage).await.within(AT_ONCE);
    }
    until(stage, "an open circuit", |a| a["status"] == "open").await;
}

#[tokio::test]
async fn a_target_that_is_down_costs_few_attempts_then_none_then_one_probe_at_a_time() {
    everywhere(async |scene| {
        let stage = scene.staged([says("a"), says("b")], opening_for(SECOND)).await;
        stage.providers[0].set_script(Step::status(Preset::ServerError));
        scene.ask(&stage).await.is_answered("b", &["a server", "a server", "a server", "b ok"]);
        let second = scene.ask(&stage).await;
        assert_eq!(second.reply.text(), super::scene::from("b"), "{}", second.scenery());
        asked(&stage, &[5, 2], scene);
        for _ in 0..5 {
            scene.ask(&stage).await.is_answered("b", &["b ok"]).within(AT_ONCE);
        }
        asked(&stage, &[5, 7], scene);

        // Whoever comes while the probe is under way is not sent after it.
        let slow = Step::status(Preset::ServerError).headers_after(SECOND / 2);
        stage.providers[0].set_script(slow);
        pause(SECOND).await;
        let all = join_all((0..20).map(|_| scene.ask(&stage))).await;
        let texts = all.iter().filter(|told| told.reply.text() == super::scene::from("b"));
        assert_eq!(texts.count(), 20, "{scene:?}");
        asked(&stage, &[6, 27], scene);
        let gap = stage.gaps(0)[4];
        assert!(gap >= SECOND, "{scene:?}: {gap:?}");
    })
    .await;
}

#[tokio::test]
async fn a_target_that_comes_back_gets_one_probe_and_then_a_growing_share() {
    everywhere(async |scene| {
        let stage = scene.staged([says("a"), says("b")], opening_for(SECOND)).await;
        open(scene, &stage).await;
        let before = stage.counts()[0];
        // Slow enough that all the others come while the first is on its way.
        stage.providers[0].set_script(says("a").headers_after(SECOND / 2));
        pause(SECOND).await;
        assert_answered(crowd(scene, &stage, 20).await);
        assert_eq!(stage.counts()[0] - before, 1, "{scene:?}: a single probe");

        stage.providers[0].set_script(says("a"));
        let closing =
            async { while scene.ask(&stage).await.reply.text() != super::scene::from("a") {} };
        assert!(tokio::time::timeout(BOUND, closing).await.is_ok(), "{scene:?}: not back");
        until(&stage, "a closed circuit", |a| a["circuit"]["state"] == "closed").await;

        let before = stage.counts()[0];
        assert_answered(crowd(scene, &stage, 100).await);
        let share = stage.counts()[0] - before;
        // A tenth at first, and all of it after half a minute.
        assert!((1..=60).contains(&share), "{scene:?}: {share} of 100");
    })
    .await;
}

async fn crowd(scene: Scene, stage: &Stage, size: usize) -> Vec<Told> {
    join_all((0..size).map(|_| scene.ask(stage))).await
}

fn assert_answered(all: Vec<Told>) {
    for told in all {
        let target = told.reply.header("x-osier-target").map(super::scene::from);
        assert_eq!(Some(told.reply.text()), target, "{}", told.scenery());
        told.within(BOUND / 2);
    }
}

#[tokio::test]
async fn a_killed_target_is_passed_over_and_used_again_once_it_is_back() {
    everywhere(async |scene| {
        let opening = |config: &mut Config| opening_for(SECOND)(&mut config.targets[0]);
        let stage = scene.before(two(scene).await, opening).await;
        scene.ask(&stage).await.is_answered("a", &["a ok"]);
        stage.providers[0].stop().await;
        for _ in 0..3 {
            let told = scene.ask(&stage).await;
            assert_eq!(told.reply.text(), super::scene::from("b"), "{}", told.scenery());
            told.within(AT_ONCE);
        }
        asked(&stage, &[1, 3], scene);
        stage.providers[0].restart().await.expect("the same port");
        pause(SECOND).await;
        let back =
            async { while scene.ask(&stage).await.reply.text() != super::scene::from("a") {} };
        assert!(tokio::time::timeout(BOUND, back).await.is_ok(), "{scene:?}: not back");
    })
    .await;
}
