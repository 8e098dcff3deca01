//! What becomes of targets and credentials in trouble, as callers, operators and providers see it.

use std::time::Duration;

use osier_gateway::config::Config;
use osier_simulate::{Dialect, Fault, Preset, Script, Status, Step};
use serde_json::Value;

use crate::inbox::Inbox;
use crate::stage::{BOUND, DIALECTS, Stage, stage, staged};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_benched_credential_looks_as_its_rejection_did_and_nothing_more_is_sent_with_it() {
    for dialect in DIALECTS {
        for preset in [Preset::Auth, Preset::Quota, Preset::Forbidden] {
            let stage = stage(dialect, [Step::status(preset)]).await;
            let mut looks = Vec::new();
            for stream in [false, true, false] {
                let reply = stage.chat(stream).await;
                let header = |name| reply.header(name).map(str::to_owned);
                let told = [header("x-should-retry"), header("retry-after")];
                looks.push((reply.status, reply.code(), told));
            }
            assert!(
                looks.iter().all(|look| *look == looks[0]),
                "{dialect:?} {preset:?}: {looks:?}"
            );
            assert_eq!(looks[0].2, [Some("false".to_owned()), None], "{dialect:?} {preset:?}");
            assert_eq!(stage.counts(), [1], "{dialect:?} {preset:?}");
        }
    }
}

/// Targets a and b are two models behind one key at one place; c is somebody else.
fn sharing(inbox: &Inbox) -> impl FnOnce(&mut Config) + use<> {
    let webhook = inbox.webhook();
    move |config| {
        config.targets[1].base_url = config.targets[0].base_url.clone();
        config.health.ramp = Some(Duration::ZERO);
        config.webhooks.push(webhook);
    }
}

#[tokio::test]
async fn a_revoked_key_is_one_signed_alert_and_no_target_that_shares_it_uses_it_until_it_is_mended()
{
    for dialect in DIALECTS {
        let inbox = Inbox::open().await;
        let revoked = Script::of(Step::status(Preset::Auth)).then(Step::answer("from a"));
        let scripts = [revoked, Script::answer("never asked"), Script::answer("from c")];
        let stage = staged(dialect, scripts, sharing(&inbox)).await;
        for stream in [true, false, true] {
            assert_eq!(stage.chat(stream).await.text(), "from c", "{dialect:?}");
        }
        assert_eq!(stage.counts(), [1, 0, 3], "{dialect:?}");
        let health = stage.get("/v1/health").await.json();
        assert_eq!(health["status"], "degraded", "{health}");
        for target in [0, 1] {
            let target = &health["targets"][target];
            let (status, scope) = (&target["status"], &target["scope"]);
            assert_eq!((status, scope), (&"benched".into(), &"credential".into()), "{health}");
            let why = (&target["reason"], &target["credential"]);
            assert_eq!(why, (&"auth".into(), &"a".into()), "{health}");
        }
        let now = stage.gateway.clock().unix_time();
        let alert = inbox.has(1).await[0].alert(now);
        assert_eq!(
            [&alert["scope"], &alert["name"], &alert["from"], &alert["to"], &alert["reason"]],
            ["credential", "a", "in_use", "benched", "auth"],
        );
        assert_eq!(alert["target"], "a");
        assert!(!alert.to_string().contains("sk-test-key"));

        assert_eq!(stage.gateway.reinstate(), 1);
        assert_eq!(stage.chat(true).await.text(), "from a", "{dialect:?}");
        let letters = inbox.has(2).await;
        let alert = letters[1].alert(now);
        assert_eq!([&alert["to"], &alert["reason"]], ["in_use", "by_hand"]);
        assert_ne!(letters[0].id, letters[1].id);
        let health = stage.get("/v1/health").await.json();
        assert_eq!(health["status"], "healthy", "{health}");
    }
}

/// A circuit that opens for long, and probes that look often.
fn probing(config: &mut Config) {
    let probe = &mut config.health.probe;
    (probe.enabled, probe.interval, probe.interval_open) = (None, Some(SECOND), Some(SECOND));
    probe.idle_after = Some(Duration::ZERO);
    config.health.ramp = Some(2 * SECOND);
    for target in &mut config.targets {
        target.breaker.enabled = None;
        target.breaker.open = Some(60 * SECOND);
    }
}

/// Waits until the first target's status is this, and gives what is told of it.
async fn until(stage: &Stage, status: &str) -> Value {
    let mut last = Value::Null;
    let looking = async {
        while last["status"] != status {
            pause(Duration::from_millis(10)).await;
            last = stage.get("/v1/health").await.json()["targets"][0].clone();
        }
    };
    let seen = tokio::time::timeout(BOUND, looking).await;
    assert!(seen.is_ok(), "never {status}: {last}");
    last
}

#[tokio::test]
async fn a_target_that_answers_probes_again_is_tried_long_before_its_circuit_would_let_anybody() {
    let down = || Script::of(Step::status(Preset::Overloaded)).probes(Fault::Reset);
    for dialect in [Dialect::OpenAi, Dialect::Anthropic] {
        let inbox = Inbox::open().await;
        let (scripts, webhook) = ([down(), Script::answer("from b")], inbox.webhook());
        let stage = staged(dialect, scripts, |config| {
            probing(config);
            config.webhooks.push(webhook);
        });
        let stage = stage.await;
        for _ in 0..5 {
            assert_eq!(stage.chat(true).await.text(), "from b", "{dialect:?}");
        }
        let open = until(&stage, "open").await;
        assert_eq!(open["reason"], "failures", "{open}");
        let (since, retry_at) = (open["since"].as_u64(), open["retry_at"].as_u64());
        let wait = retry_at.zip(since).map(|(then, since)| then - since);
        assert!(wait.is_some_and(|wait| (47..=73).contains(&wait)), "{open}");
        assert_eq!(open["error_rate"], 1.0, "{open}");
        // Once a probe has failed as well, its success will say something.
        let failed = |seen: &[osier_simulate::Seen]| seen.iter().any(|one| one.chat.is_none());
        assert!(stage.providers[0].wait_until(failed, BOUND).await, "{dialect:?}: no probe");
        pause(SECOND / 10).await;

        stage.providers[0].set_script(Script::answer("from a"));
        let answered = async {
            while stage.chat(true).await.text() != "from a" {
                pause(SECOND / 10).await;
            }
        };
        assert!(tokio::time::timeout(BOUND, answered).await.is_ok(), "{dialect:?}: not in time");
        assert_eq!(stage.chat(true).await.text(), "from a", "{dialect:?}: the second closes it");
        let back = until(&stage, "degraded").await;
        assert_eq!(back["reason"], "ramping", "{back}");
        assert!(back["share"].as_u64().is_some_and(|share| (10..100).contains(&share)), "{back}");
        let told: Vec<_> = inbox.has(2).await;
        let now = stage.gateway.clock().unix_time();
        let told = told.iter().map(|letter| letter.alert(now)["to"].clone());
        assert_eq!(told.take(2).collect::<Vec<_>>(), ["open", "degraded"], "{dialect:?}");
    }
}

#[tokio::test]
async fn a_target_that_has_just_come_back_alone_refuses_nobody() {
    let script = Script::default().then_times(5, &Step::status(Preset::ServerError));
    let stage = staged(Dialect::OpenAi, [script.then(Step::answer("from a"))], |config| {
        config.targets[0].breaker.enabled = None;
        config.targets[0].breaker.open = Some(SECOND / 4);
        config.health.ramp = Some(60 * SECOND);
    });
    let stage = stage.await;
    for _ in 0..5 {
        assert_eq!(stage.chat(true).await.status, 502);
    }
    for _ in 0..50 {
        assert_eq!(stage.chat(true).await.text(), "from a");
    }
    let health = stage.get("/v1/health").await.json();
    let share = health["targets"][0]["share"].as_u64();
    assert!(share.is_some_and(|share| (10..100).contains(&share)), "{health}");
}

#[tokio::test]
async fn an_idle_target_that_dies_is_told_of_before_anybody_needs_it() {
    let inbox = Inbox::open().await;
    let webhook = inbox.webhook();
    let scripts = [Script::answer("from a"), Script::answer("from b")];
    let stage = staged(Dialect::OpenAi, scripts, |config| {
        probing(config);
        config.webhooks.push(webhook);
    });
    let stage = stage.await;
    stage.providers[0].stop().await;
    let dead = until(&stage, "open").await;
    assert_eq!((&dead["reason"], &dead["share"]), (&"unreachable".into(), &0.into()), "{dead}");
    assert_eq!(stage.get("/v1/health").await.json()["status"], "degraded");
    assert_eq!(stage.chat(true).await.text(), "from b");
    assert_eq!(stage.counts(), [0, 1], "nobody had to find out");
    stage.providers[0].restart().await.expect("the same port");
    until(&stage, "degraded").await;
    until(&stage, "healthy").await;
    let (letters, now) = (inbox.has(3).await, stage.gateway.clock().unix_time());
    let told: Vec<_> = letters.iter().map(|letter| letter.alert(now)["to"].clone()).collect();
    assert_eq!(told, ["open", "degraded", "healthy"]);
}

#[tokio::test]
async fn the_state_of_all_is_true() {
    let wait = Status::from(Preset::RateLimited).retry_after(60 * SECOND);
    let table = [
        (vec![Step::answer("a"), Step::answer("b")], "healthy"),
        (vec![Step::status(Preset::Auth), Step::answer("b")], "degraded"),
        (vec![Step::status(wait.clone()), Step::answer("b")], "degraded"),
        (vec![Step::status(wait), Step::status(Preset::Quota)], "unavailable"),
    ];
    for (steps, expected) in table {
        let stage = staged(Dialect::OpenAi, steps.clone(), |config| {
            config.targets.iter_mut().for_each(|target| target.breaker.enabled = None);
        });
        let stage = stage.await;
        stage.chat(true).await;
        let health = stage.get("/v1/health").await.json();
        assert_eq!(health["status"], expected, "{steps:?}: {health}");
    }
}

#[tokio::test]
async fn health_tells_how_long_answers_take_to_begin() {
    let stage =
        stage(Dialect::OpenAi, [Step::answer("Hello").first_token_after(SECOND / 10)]).await;
    let told = async || stage.get("/v1/health").await.json()["targets"][0].clone();
    assert_eq!(told().await["first_token_p50"], Value::Null);
    assert_eq!(told().await["error_rate"], Value::Null);
    for _ in 0..3 {
        stage.chat(true).await;
    }
    let lately = told().await;
    for field in ["first_token_p50", "first_token_p95"] {
        assert!(lately[field].as_f64().is_some_and(|took| (0.1..1.0).contains(&took)), "{lately}");
    }
    assert_eq!((&lately["error_rate"], &lately["busy"]), (&0.0.into(), &false.into()));
}

#[expect(clippy::disallowed_methods, reason = "real sockets take real time")]
async fn pause(span: Duration) {
    tokio::time::sleep(span).await;
}
