//! What is refused at the door: too much at once, and too much for one tenant.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use osier_simulate::{Dialect, Script, Step};

use crate::stage::{Stage, body, staged};

/// A target that answers after a while.
fn slow(millis: u64) -> Script {
    Script::of(Step::answer("Hello").headers_after(Duration::from_millis(millis)))
}

async fn ask(stage: &Stage, priority: &str, tenant: &str) -> (crate::reply::Reply, Duration) {
    let start = now();
    let request = stage.post(body(false).to_string()).header("x-osier-priority", priority);
    let reply = stage.send(request.header("x-osier-tenant", tenant)).await;
    (reply, start.elapsed())
}

#[tokio::test]
async fn beyond_the_cap_requests_are_shed_at_once_and_the_least_important_first() {
    let stage = staged(Dialect::OpenAi, [slow(1000)], |config| {
        config.admission.cap = Some(4);
        config.admission.queue = Some(0);
    })
    .await;
    let asked = ["low", "low", "low", "normal", "normal", "high", "critical", "critical"];
    let replies = join_all(asked.iter().map(|priority| ask(&stage, priority, "t"))).await;
    let shed: Vec<_> = replies.iter().filter(|(reply, _)| reply.status == 503).collect();
    assert_eq!(replies.len() - shed.len(), 4, "as many as the cap");
    for (reply, took) in &shed {
        assert_eq!(reply.json()["error"]["code"], "overloaded", "{}", reply.body);
        assert!(reply.header("retry-after").is_some());
        assert!(*took < Duration::from_millis(800), "after {took:?}");
    }
    let low = |index: usize| asked[index] == "low";
    let admitted = (0..asked.len()).filter(|&i| low(i) && replies[i].0.status == 200).count();
    assert!(admitted <= 2, "half of the cap at most is for the least important: {admitted}");
    assert_eq!(stage.counts(), [4]);
}

#[tokio::test]
async fn a_short_queue_takes_what_comes_a_little_early() {
    let stage = staged(Dialect::OpenAi, [slow(300)], |config| {
        config.admission.cap = Some(2);
        config.admission.queue = Some(10);
    })
    .await;
    let replies = join_all((0..4).map(|_| ask(&stage, "critical", "t"))).await;
    assert!(replies.iter().all(|(reply, _)| reply.status == 200));
    assert_eq!(stage.counts(), [4]);
}

#[tokio::test]
async fn a_tenant_beyond_its_rate_is_told_when_to_come_back_and_others_are_not_touched() {
    let stage = staged(Dialect::OpenAi, [Script::answer("Hello")], |config| {
        config.rates.requests_per_minute = Some(6);
        config.rates.request_burst = Some(2);
    })
    .await;
    let mut statuses = Vec::new();
    for tenant in ["acme", "acme", "acme", "globex"] {
        let (reply, _) = ask(&stage, "normal", tenant).await;
        statuses.push(reply.status.as_u16());
        if reply.status == 429 {
            assert_eq!(reply.json()["error"]["code"], "rate_limit_exceeded", "{}", reply.body);
            let wait: u64 = reply.header("retry-after").expect("a time").parse().expect("seconds");
            assert!((5..=10).contains(&wait), "a tenth of a minute: {wait}");
        }
    }
    assert_eq!(statuses, [200, 200, 429, 200]);
    assert_eq!(stage.counts(), [3]);
}

#[tokio::test]
async fn a_tenants_name_has_a_bound() {
    let stage = staged(Dialect::OpenAi, [Script::answer("Hello")], |_| ()).await;
    for (length, status) in [(0, 400), (1, 200), (128, 200), (129, 400)] {
        let (reply, _) = ask(&stage, "normal", &"t".repeat(length)).await;
        assert_eq!(reply.status, status, "{length}: {}", reply.body);
    }
}

#[tokio::test]
async fn a_priority_nobody_knows_is_refused_by_name() {
    let stage = staged(Dialect::OpenAi, [Script::answer("Hello")], |_| ()).await;
    let (reply, _) = ask(&stage, "urgent", "t").await;
    assert_eq!(reply.status, 400);
    assert_eq!(reply.json()["error"]["param"], "x-osier-priority");
}

#[expect(clippy::disallowed_methods, reason = "real sockets take real time")]
fn now() -> Instant {
    Instant::now()
}
