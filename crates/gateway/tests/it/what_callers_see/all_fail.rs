//! All of them fail: one error with everything that was tried, and no more is sent than the plan says.

use std::num::NonZeroU32;
use std::time::Duration;

use futures_util::future::join_all;
use osier_gateway::config::Config;
use osier_simulate::{Preset, Status, Step};

use super::scene::{AT_ONCE, SECOND, Scene, Told, asked, everywhere, streamed};
use crate::stage::{DIALECTS, Stage};

fn wait(seconds: u64) -> Step {
    let span = Duration::from_secs(seconds);
    Step::status(Status::from(Preset::RateLimited).retry_after(span))
}

/// What fails, as which status and code, after which attempts, and when to come back.
type Row = ([Step; 3], u16, &'static str, Vec<&'static str>, Option<u64>);

fn rows() -> Vec<Row> {
    let down = || Step::status(Preset::ServerError);
    let quota = || Step::status(Preset::Quota);
    let auth = || Step::status(Preset::Auth);
    let full = || Step::status(Status::from(Preset::Overloaded).without_hints());
    let long = || Step::status(Preset::ContextLength);
    let thrice = |target| vec![target; 3];
    let downs = [thrice("a server"), thrice("b server"), vec!["c server"; 2]].concat();
    let limited = vec!["a rate_limited", "b rate_limited", "c rate_limited"];
    vec![
        ([down(), down(), down()], 503, "provider_failed", downs, Some(1)),
        ([wait(90), wait(30), wait(60)], 429, "rate_limit_exceeded", limited, Some(30)),
        (
            [quota(), quota(), quota()],
            429,
            "insufficient_quota",
            vec!["a quota_exceeded", "b quota_exceeded", "c quota_exceeded"],
            None,
        ),
        ([auth(), auth(), auth()], 502, "provider_auth", vec!["a auth", "b auth", "c auth"], None),
        (
            [auth(), wait(40), quota()],
            429,
            "rate_limit_exceeded",
            vec!["a auth", "b rate_limited", "c quota_exceeded"],
            Some(40),
        ),
        (
            [long(), full(), long()],
            503,
            "overloaded",
            vec!["a context_length", "b overloaded", "c context_length"],
            Some(1),
        ),
    ]
}

#[tokio::test]
async fn one_error_tells_status_code_every_attempt_and_when_to_come_back() {
    everywhere(async |scene| {
        join_all(rows().into_iter().map(async |(steps, status, code, tried, wait)| {
            let stage = scene.stage(steps).await;
            // Too soon for any of the waits.
            let told = scene.ask_with(&stage, "x-osier-timeout", "20").await;
            told.fails(status, code, &tried).within(AT_ONCE + AT_ONCE);
            assert_eq!(told.reply.header("retry-after").is_some(), wait.is_some());
            // What has passed since is no longer to be waited.
            let passed = told.took.as_secs() + 1;
            if let Some(wait) = wait {
                let named = told.retry_after();
                assert!(
                    (wait.saturating_sub(passed)..=wait).contains(&named),
                    "{}",
                    told.scenery()
                );
            }
            asked(&stage, &calls(&tried), scene);
            assert_listed(&told, &tried);
        }))
        .await;
    })
    .await;
}

/// How often each target was asked.
fn calls(tried: &[&str]) -> [u64; 3] {
    ["a ", "b ", "c "]
        .map(|target| tried.iter().filter(|line| line.starts_with(target)).count() as u64)
}

/// The body says the same as the headers, with times that follow each other.
fn assert_listed(told: &Told, tried: &[&str]) {
    let body = told.reply.json();
    let attempts = body["osier"]["attempts"].as_array().expect("a list").clone();
    let listed: Vec<String> = attempts
        .iter()
        .map(|attempt| {
            format!(
                "{} {}",
                attempt["target"].as_str().expect("a name"),
                attempt["error"].as_str().expect("a kind")
            )
        })
        .collect();
    assert_eq!(listed, tried, "{}", told.scenery());
    let starts: Vec<u64> =
        attempts.iter().map(|one| one["started_ms"].as_u64().expect("a time")).collect();
    assert!(starts.is_sorted(), "{}", told.scenery());
    assert!(attempts.iter().all(|one| one["took_ms"].is_u64() && one["status"].is_u64()));
    let message = body["error"]["message"].as_str().expect("a message");
    assert!(message.contains("Tried: a ("), "{message}");
}

/// Without the guards that send less than the plan allows.
fn unguarded(config: &mut Config) {
    config.server.max_attempts = NonZeroU32::new(8).expect("a number");
    config.retry_budget.burst = Some(10_000);
    for target in &mut config.targets {
        target.breaker.enabled = Some(false);
        target.limit.enabled = Some(false);
        target.retry.budget.burst = Some(10_000);
        target.retry.base = Some(Duration::from_millis(5));
        target.retry.wait_base = target.retry.base;
    }
}

async fn ask_at_once(stage: &Stage, scene: Scene, requests: usize) -> Vec<Told> {
    let ask = |index: usize| Scene { stream: index.is_multiple_of(2), ..scene }.ask(stage);
    join_all((0..requests).map(ask)).await
}

#[tokio::test]
async fn nothing_multiplies() {
    // What fails, and how often each target is asked for one request. Eight is the limit of a route.
    let table = [
        (1, Preset::ServerError, [3, 3, 2]),
        (1, Preset::Overloaded, [1, 1, 3]),
        (200, Preset::ServerError, [3, 3, 2]),
    ];
    for dialect in DIALECTS {
        let scene = Scene { dialect, stream: true };
        for (requests, preset, each) in table {
            let stage = scene.configured(vec![Step::status(preset); 3], unguarded).await;
            let all = ask_at_once(&stage, scene, requests).await;
            assert!(all.iter().all(|told| told.reply.status == 503), "{scene:?}");
            let sum: usize = each.iter().sum();
            assert!(all.iter().all(|told| told.reply.tried().len() == sum), "{scene:?}");
            let expected = each.map(|calls| (calls * requests) as u64);
            assert_eq!(stage.counts(), expected, "{scene:?} {preset:?}");
        }
    }
}

#[tokio::test]
async fn the_guards_send_far_less_than_that() {
    streamed(async |scene| {
        let down = vec![Step::status(Preset::ServerError); 3];
        let brief = |config: &mut Config| config.routes[0].patience = Some(SECOND);
        let stage = scene.configured(down, brief).await;
        let all = ask_at_once(&stage, scene, 200).await;
        assert!(all.iter().all(|told| told.reply.status == 503), "{scene:?}");
        let sent: u64 = stage.counts().iter().sum();
        assert!(sent < 8 * 200 / 2, "{scene:?}: {sent}");
    })
    .await;
}
