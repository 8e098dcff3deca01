//! Every target of the strongest level dies under load, and comes back.

use std::cell::Cell;
use std::future::Future;
use std::time::Duration;

use futures_util::future::{join, join_all};
use osier_gateway::config::{Config, HoldBackConfig, OffOr};
use osier_simulate::{Dialect, Server, Step};

use super::{LEVEL, SMALL, is_a_whole_stream, on_a_ladder, pause, served};
use crate::reply::Reply;
use crate::stage::{BOUND, DIALECTS, Stage, before, restartable};

const CALLERS: usize = 4;
const SECOND: Duration = Duration::from_secs(1);

/// Times short enough for a test.
fn soon(config: &mut Config) {
    config.degrade = toml::from_str(
        "window = \"1s\"\ntrial = \"1s\"\nminimum_calls = 5\ntrial_calls = 2\ntrial_share = 0.3",
    )
    .expect("settings");
    config.health.ramp = Some(Duration::ZERO);
    for target in &mut config.targets {
        target.breaker.enabled = None;
        target.breaker.open = Some(SECOND / 4);
        target.breaker.jitter = Some(0.0);
    }
    // What dies within a short answer is nobody's business either.
    let held = HoldBackConfig { tokens: Some(256), time: Some(60 * SECOND) };
    config.routes[0].hold_back = Some(OffOr::section(held));
}

/// Two strong targets that can be killed, and a small one.
async fn three(dialect: Dialect) -> Stage {
    // Slow enough that some requests are under way whenever it is killed.
    let strong = || {
        let step = Step::answer("from the strong").headers_after(SECOND / 50);
        restartable(dialect, step.between_tokens(SECOND / 50))
    };
    let small = Server::start(dialect, Step::answer("from the small")).await.expect("a free port");
    let providers = vec![strong().await, strong().await, small];
    before(dialect, providers, |config| {
        on_a_ladder(SMALL)(config);
        soon(config);
    })
    .await
}

/// Callers that ask again and again, whole and streamed, while the story goes on; everything they were told.
async fn under_load(stage: &Stage, story: impl Future<Output = ()>) -> Vec<Reply> {
    let is_over = Cell::new(false);
    let caller = async |stream: bool| {
        let mut told = Vec::new();
        while !is_over.get() {
            told.push(stage.chat(stream).await);
            pause(SECOND / 50).await;
        }
        told
    };
    let callers = join_all((0..CALLERS).map(|number| caller(number % 2 == 0)));
    let story = async {
        story.await;
        is_over.set(true);
    };
    join(callers, story).await.0.into_iter().flatten().collect()
}

/// Waits until the route stands at full, or until it does not.
async fn until(stage: &Stage, is_full: bool) {
    let looking = async {
        while (stage.get(LEVEL).await.json()["level"] == "full") != is_full {
            pause(SECOND / 20).await;
        }
    };
    assert!(tokio::time::timeout(BOUND, looking).await.is_ok(), "full: never {is_full}");
}

/// A whole answer of whoever its level belongs to.
#[track_caller]
fn is_answered(reply: &Reply) {
    assert_eq!(reply.status, 200, "{:?} {}", reply.headers, reply.body);
    if reply.body.starts_with("data: ") {
        is_a_whole_stream(reply);
    }
    let [level, reason] = served(reply);
    let expected = if level == "full" { "from the strong" } else { "from the small" };
    assert_eq!(reply.text(), expected, "{level} {reason}");
    assert!(!reason.is_empty(), "{level}");
}

async fn plays(dialect: Dialect) {
    let stage = three(dialect).await;
    let before = under_load(&stage, pause(SECOND / 2)).await;
    assert!(before.iter().all(|reply| served(reply) == ["full", "normal"]), "{dialect:?}");
    before.iter().for_each(is_answered);

    let killed = under_load(&stage, async {
        join(stage.providers[0].stop(), stage.providers[1].stop()).await;
        until(&stage, false).await;
        pause(SECOND / 2).await;
    });
    let killed = killed.await;
    killed.iter().for_each(is_answered);
    let stepped = |reply: &&Reply| served(reply)[0] != "full";
    assert!(killed.iter().filter(stepped).count() > CALLERS, "{dialect:?}");
    let last = served(killed.last().expect("some"));
    assert_eq!(last[0], "reduced", "{dialect:?}: {last:?}");

    let back = under_load(&stage, async {
        for strong in &stage.providers[..2] {
            strong.restart().await.expect("the same port");
        }
        until(&stage, true).await;
    });
    back.await.iter().for_each(is_answered);
    let after = under_load(&stage, pause(SECOND / 2)).await;
    assert!(after.iter().all(|reply| served(reply)[0] == "full"), "{dialect:?}");
    after.iter().for_each(is_answered);
}

#[tokio::test]
async fn callers_keep_getting_answers_and_full_ones_once_the_strong_targets_are_back() {
    join_all(DIALECTS.map(plays)).await;
}
