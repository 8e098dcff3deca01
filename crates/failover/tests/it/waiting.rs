//! Nothing is ready, and something soon will be.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures_util::FutureExt;
use osier_core::{
    Clock, Completion, Context, Error, ErrorKind, Provider, Readiness, Request, Response,
};
use osier_failover::{Failover, Settings, Target};
use osier_http::TokioClock;

use crate::scene::{request, secs};

/// Refuses whoever comes before its time, and answers from then on.
#[derive(Clone)]
struct Cooling {
    until: Instant,
    refused: Arc<AtomicU32>,
    asked: Arc<OnceLock<Instant>>,
}

impl Cooling {
    fn for_seconds(seconds: u64) -> Self {
        let until = TokioClock.now() + secs(seconds);
        Self { until, refused: Arc::default(), asked: Arc::default() }
    }

    fn wait(&self, now: Instant) -> Duration {
        self.until.saturating_duration_since(now)
    }
}

#[async_trait]
impl Provider for Cooling {
    fn id(&self) -> &str {
        "cooling"
    }

    async fn call(&self, context: &Context, _: Request) -> Result<Response, Error> {
        let wait = self.wait(context.clock().now());
        if wait.is_zero() {
            self.asked.get_or_init(|| context.clock().now());
            return Ok(Response::complete(Completion::of_text("m", "at last")));
        }
        self.refused.fetch_add(1, Ordering::Relaxed);
        Err(Error::new(ErrorKind::CircuitOpen).with_retry_after(wait))
    }

    fn readiness(&self, now: Instant) -> Readiness {
        match self.wait(now) {
            wait if wait.is_zero() => Readiness::Ready,
            wait => Readiness::NotBefore(wait),
        }
    }
}

/// Says that it is ready whatever it then does.
struct Boasts(Cooling);

#[async_trait]
impl Provider for Boasts {
    fn id(&self) -> &str {
        "boasts"
    }

    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        self.0.call(context, request).await
    }
}

fn context(seconds: u64) -> Context {
    Context::builder(TokioClock::shared()).timeout(secs(seconds)).build()
}

#[tokio::test(start_paused = true)]
async fn the_target_that_is_ready_soonest_is_waited_for() {
    let (late, soon) = (Cooling::for_seconds(4), Cooling::for_seconds(2));
    let route = Failover::new("route")
        .target(Target::new("late", late.clone()))
        .target(Target::new("soon", soon.clone()));
    let context = context(60);
    let response = route.call(&context, request(false)).await.expect("an answer");
    assert_eq!(response.head.target.as_deref(), Some("soon"));
    let waited = *soon.asked.get().expect("asked") - context.started();
    assert!((secs(2)..=secs(2).mul_f64(1.1)).contains(&waited), "{waited:?}");
    assert_eq!((context.attempts_left(), soon.refused.load(Ordering::Relaxed)), (7, 0));
}

#[tokio::test(start_paused = true)]
async fn too_long_a_wait_is_not_begun() {
    for (cools, timeout) in [(6, 60), (3, 3)] {
        let target = Cooling::for_seconds(cools);
        let route = Failover::new("route").target(Target::new("a", target.clone()));
        let context = context(timeout);
        let error = route.call(&context, request(true)).await.expect_err("not ready");
        assert_eq!(error.kind(), ErrorKind::CircuitOpen);
        assert_eq!(error.retry_after(), Some(secs(cools)));
        assert_eq!(context.clock().now(), context.started(), "told at once");
        assert_eq!(context.attempts_left(), 8, "it was no attempt");
    }
}

#[tokio::test(start_paused = true)]
async fn who_refuses_although_it_seemed_ready_is_asked_again_when_it_said() {
    let target = Cooling::for_seconds(2);
    let route = Failover::new("route").target(Target::new("a", Boasts(target.clone())));
    let context = context(60);
    let response = route.call(&context, request(false)).await.expect("an answer");
    assert_eq!(response.head.attempts.len(), 1, "the refusal is told");
    assert_eq!(target.refused.load(Ordering::Relaxed), 1);
    assert_eq!(context.attempts_left(), 7);
}

/// Never has room, and says each time that it soon will; in the end that it will be a while.
struct Full {
    refused: AtomicU32,
}

#[async_trait]
impl Provider for Full {
    fn id(&self) -> &str {
        "full"
    }

    async fn call(&self, _: &Context, _: Request) -> Result<Response, Error> {
        let times = self.refused.fetch_add(1, Ordering::Relaxed);
        let wait = if times < 20 { secs(1) / 10 } else { secs(40) };
        Err(Error::new(ErrorKind::AtCapacity).with_retry_after(wait))
    }
}

#[tokio::test(start_paused = true)]
async fn who_refuses_again_and_again_is_told_of_once_with_its_last_word() {
    let route = Failover::new("route")
        .target(Target::new("a", Full { refused: AtomicU32::new(0) }))
        .target(Target::new("b", Full { refused: AtomicU32::new(0) }));
    let context = context(60);
    let error = route.call(&context, request(false)).await.expect_err("full");
    let told: Vec<_> = error.attempts().iter().map(|line| &*line.target).collect();
    assert_eq!(told, ["a", "b"]);
    assert_eq!(error.retry_after(), Some(secs(40)), "not the times that have passed");
    assert_eq!(context.attempts_left(), 8);
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_leaves_while_it_waits_asks_nobody_and_spends_nothing() {
    let target = Cooling::for_seconds(3);
    let route = Failover::new("route").target(Target::new("a", target.clone()));
    let context = context(60);
    let mut call = Box::pin(route.call(&context, request(true)));
    assert!(call.as_mut().now_or_never().is_none());
    drop(call);
    TokioClock.sleep_until(TokioClock.now() + secs(10)).await;
    assert!(target.asked.get().is_none());
    assert_eq!((context.attempts_left(), target.refused.load(Ordering::Relaxed)), (8, 0));
}

#[tokio::test(start_paused = true)]
async fn no_wait_goes_past_the_deadline_or_the_patience() {
    // The patience, when the target is back, the deadline, and by when all is over.
    let table = [(60, 50, 51_500, 51_500), (5, 5, 600_000, 5_000)];
    for (patience, back, deadline, over) in table {
        for number in 0..50 {
            let settings = Settings::default().patience(secs(patience));
            let route = Failover::try_new("route", settings).expect("valid");
            let route = route.target(Target::new("a", Cooling::for_seconds(back)));
            let context = Context::builder(TokioClock::shared()).id(format!("req-{number}"));
            let context = context.timeout(Duration::from_millis(deadline)).build();
            let start = TokioClock.now();
            let answer = route.call(&context, request(false)).await;
            assert!(answer.is_ok(), "{number}: {answer:?}");
            let took = TokioClock.now() - start;
            assert!(took <= Duration::from_millis(over + 10), "{number}: after {took:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_is_waited_for_while_somebody_outside_could_answer() {
    let target = Cooling::for_seconds(2);
    let route = Failover::new("route").target(Target::new("a", target.clone()));
    let context = context(60);
    let visit = context.visiting(None, 1);
    let error = route.call(&visit, request(true)).await.expect_err("not ready");
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::CircuitOpen, Some(secs(2))));
    assert_eq!(context.clock().now(), context.started(), "told at once");
}
