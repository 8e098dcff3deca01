//! Retry, breaker, limit and time limits over real sockets: what the caller sees, and what the
//! provider sees.

use std::time::{Duration, Instant};

use osier_gateway::config::{Config, TargetConfig};
use osier_simulate::{Fault, Preset, Script, Status, Step};

use crate::stage::{DIALECTS, Stage, body, staged};

const SECOND: Duration = Duration::from_secs(1);

fn with(adjust: impl Fn(&mut TargetConfig)) -> impl Fn(&mut Config) {
    move |config| config.targets.iter_mut().for_each(&adjust)
}

fn retrying(target: &mut TargetConfig) {
    target.retry.max_attempts = None;
    target.retry.base = Some(Duration::from_millis(20));
}

fn breaking(target: &mut TargetConfig) {
    target.breaker.enabled = None;
    target.breaker.open = Some(SECOND);
    target.breaker.jitter = Some(0.0);
}

fn from_b() -> Script {
    Script::answer("from b")
}

#[tokio::test]
async fn a_target_that_fails_once_is_tried_again_and_answers() {
    let failures = [
        Step::status(Preset::ServerError),
        Step::fault(Fault::Reset),
        Step::fault(Fault::Close),
        Step::answer("never").cut(osier_simulate::Point::Tokens(0), osier_simulate::CutHow::Reset),
    ];
    for dialect in DIALECTS {
        for failure in &failures {
            for stream in [false, true] {
                let script = Script::of(failure.clone()).then(Step::answer("from a"));
                let stage = staged(dialect, [script, from_b()], with(retrying)).await;
                let reply = stage.chat(stream).await;
                let scene = format!("{dialect:?} {failure:?} {stream}: {}", reply.body);
                assert_eq!((reply.status.as_u16(), &*reply.text()), (200, "from a"), "{scene}");
                let result = if stream { "a streaming" } else { "a ok" };
                let tried = reply.tried();
                assert_eq!((tried.len(), &*tried[1]), (2, result), "{scene}");
                assert_eq!(stage.counts(), [2, 0], "{scene}");
            }
        }
    }
}

#[tokio::test]
async fn one_target_that_keeps_failing_is_a_bad_gateway_however_often_it_was_tried() {
    for dialect in DIALECTS {
        let script = Script::of(Step::status(Preset::ServerError));
        let stage = staged(dialect, [script], with(retrying)).await;
        let reply = stage.chat(true).await;
        assert_eq!(reply.status, 502, "{dialect:?}: {}", reply.body);
        assert_eq!(reply.tried(), ["a server"; 3], "{dialect:?}");
        assert_eq!(stage.counts(), [3], "{dialect:?}");
    }
}

#[tokio::test]
async fn a_short_retry_after_is_waited_and_not_shortened() {
    for dialect in DIALECTS {
        for stream in [false, true] {
            let throttle = Status::from(Preset::RateLimited).retry_after(SECOND);
            let script = Script::of(Step::status(throttle)).then(Step::answer("from a"));
            let adjust = with(|target| {
                retrying(target);
                breaking(target);
            });
            let stage = staged(dialect, [script, from_b()], adjust).await;
            let (reply, took) = timed(&stage, stream).await;
            assert_eq!(&*reply.text(), "from a", "{dialect:?} {stream}: {}", reply.body);
            assert!(took >= SECOND, "{dialect:?} {stream}: after {took:?}");
            assert_eq!(stage.counts(), [2, 0], "{dialect:?} {stream}");
        }
    }
}

#[tokio::test]
async fn a_target_that_asks_for_a_long_wait_is_left_alone_until_then() {
    for dialect in DIALECTS {
        let throttle = Status::from(Preset::RateLimited).retry_after(Duration::from_secs(3600));
        let adjust = with(|target| {
            retrying(target);
            breaking(target);
        });
        let scripts = [Script::of(Step::status(throttle)), from_b()];
        let stage = staged(dialect, scripts, adjust).await;
        for stream in [false, true, false, true] {
            let (reply, took) = timed(&stage, stream).await;
            assert_eq!(&*reply.text(), "from b", "{dialect:?}: {}", reply.body);
            assert!(took < SECOND, "{dialect:?}: after {took:?}");
        }
        assert_eq!(stage.counts(), [1, 4], "{dialect:?}");
        let health = stage.get("/v1/health").await.json();
        assert_eq!(health["targets"][0]["status"], "cooling", "{health}");
        assert_eq!(health["targets"][0]["circuit"]["failures"], 0, "a throttle is no failure");
    }
}

#[tokio::test]
async fn a_target_that_is_down_is_left_alone_and_asked_again_one_at_a_time() {
    for dialect in DIALECTS {
        let stage = staged(dialect, [Script::answer("from a"), from_b()], with(breaking)).await;
        stage.providers[0].set_script(Step::status(Preset::ServerError));
        for _ in 0..8 {
            assert_eq!(stage.chat(true).await.text(), "from b", "{dialect:?}");
        }
        assert_eq!(stage.counts()[0], 5, "{dialect:?}: the circuit opened after five failures");
        let health = stage.get("/v1/health").await.json();
        assert_eq!(health["targets"][0]["status"], "open", "{health}");

        stage.providers[0].set_script(Step::answer("from a"));
        pause(Duration::from_millis(1050)).await;
        let mut answers = Vec::new();
        for _ in 0..3 {
            answers.push(stage.chat(false).await.text());
        }
        assert_eq!(answers, ["from a", "from a", "from a"], "{dialect:?}: two probes, then closed");
        let health = stage.get("/v1/health").await.json();
        assert_eq!(health["targets"][0]["circuit"]["state"], "closed", "{health}");
    }
}

#[tokio::test]
async fn an_open_circuit_without_another_target_is_told_at_once_with_a_time() {
    for dialect in DIALECTS {
        let script = Script::of(Step::status(Preset::ServerError));
        let adjust = with(|target| {
            breaking(target);
            target.breaker.open = Some(Duration::from_secs(30));
        });
        let stage = staged(dialect, [script], adjust).await;
        for _ in 0..5 {
            assert_eq!(stage.chat(false).await.status, 502, "{dialect:?}");
        }
        for stream in [false, true] {
            let (reply, took) = timed(&stage, stream).await;
            assert_eq!(reply.status, 503, "{dialect:?}: {}", reply.body);
            let wait: u64 = reply.header("retry-after").expect("a time").parse().expect("seconds");
            assert!((29..=30).contains(&wait), "{dialect:?}: {wait}");
            assert!(took < SECOND / 2, "{dialect:?}: after {took:?}");
        }
        assert_eq!(stage.counts(), [5], "{dialect:?}");
    }
}

#[tokio::test]
async fn a_throttle_without_a_hint_costs_few_attempts_and_then_silence() {
    for dialect in DIALECTS {
        let throttle = Status::from(429).without_hints().with_body("{}");
        let adjust = with(|target| {
            retrying(target);
            breaking(target);
            target.retry.wait_base = Some(Duration::from_millis(20));
            target.breaker.open = Some(Duration::from_secs(30));
        });
        let scripts = [Script::of(Step::status(throttle)), from_b()];
        let stage = staged(dialect, scripts, adjust).await;
        for stream in [false, true, false, true] {
            assert_eq!(stage.chat(stream).await.text(), "from b", "{dialect:?}");
        }
        assert_eq!(stage.counts(), [3, 4], "{dialect:?}");
    }
}

#[tokio::test]
async fn a_caller_who_leaves_during_a_wait_ends_it() {
    for dialect in DIALECTS {
        let throttle = Status::from(Preset::RateLimited).retry_after(SECOND);
        let script = Script::of(Step::status(throttle)).then(Step::answer("never asked"));
        let stage = staged(dialect, [script], with(retrying)).await;
        let request = stage.post(body(true).to_string()).timeout(Duration::from_millis(300));
        assert!(request.send().await.is_err_and(|error| error.is_timeout()));
        pause(Duration::from_millis(1200)).await;
        assert_eq!(stage.counts(), [1], "{dialect:?}");
    }
}

#[tokio::test]
async fn a_whole_answer_that_falls_silent_in_its_body_is_left() {
    for dialect in DIALECTS {
        let silent = Step::fault(Fault::HeadersThenHang);
        let adjust = with(|target| target.timeout.byte_idle = Some(Duration::from_millis(300)));
        let stage = staged(dialect, [Script::of(silent), from_b()], adjust).await;
        let (reply, took) = timed(&stage, false).await;
        assert_eq!(&*reply.text(), "from b", "{dialect:?}: {}", reply.body);
        assert!(took < 2 * SECOND, "{dialect:?}: after {took:?}");
    }
}

async fn timed(stage: &Stage, stream: bool) -> (crate::reply::Reply, Duration) {
    let start = now();
    let reply = stage.chat(stream).await;
    (reply, start.elapsed())
}

#[expect(clippy::disallowed_methods, reason = "the named time itself must pass")]
async fn pause(span: Duration) {
    tokio::time::sleep(span).await;
}

#[expect(clippy::disallowed_methods, reason = "real sockets take real time")]
fn now() -> Instant {
    Instant::now()
}
