//! Around a provider: what counts, and when.

mod insisting;

use std::sync::{Arc, Mutex};

use futures_util::StreamExt;
use osier_breaker::{Breaker, Circuit, Settings, State};
use osier_core::{
    ChatRequest, Context, Error, ErrorKind, Notice, Observer, Provider, Readiness, Request,
    Response, SharedProvider,
};
use osier_http::TokioClock;
use osier_simulate::{CutHow, Fault, Point, Preset, Script, Scripted, Status, Step};

use crate::secs;

/// A provider on script behind a breaker, in virtual time.
struct Scene {
    inner: Scripted,
    breaker: Arc<Breaker>,
    provider: SharedProvider,
    context: Context,
    moves: Arc<Moves>,
}

/// The moves of breakers, in words.
#[derive(Default)]
struct Moves(Mutex<Vec<String>>);

impl Observer for Moves {
    fn on_notice(&self, notice: &Notice<'_>) {
        if let Notice::BreakerMoved { target, from, to, cause, .. } = notice {
            self.0.lock().unwrap().push(format!("{target}: {from} -> {to} ({cause})"));
        }
    }
}

fn scene(step: Step, settings: Settings) -> Scene {
    let inner = Scripted::new("a", Script::of(step));
    let breaker = Breaker::try_new(settings.jitter(0.0)).unwrap().with_clock(now);
    let breaker = Arc::new(breaker);
    let circuit = Circuit::new(Arc::clone(&breaker));
    let provider = SharedProvider::new(inner.clone()).layered(&circuit);
    let moves = Arc::new(Moves::default());
    let shared: Arc<Moves> = Arc::clone(&moves);
    let context = Context::builder(TokioClock::shared()).observer(shared).build();
    Scene { inner, breaker, provider, context, moves }
}

#[expect(clippy::disallowed_methods, reason = "virtual time, which the breaker counts from")]
fn now() -> std::time::Instant {
    tokio::time::Instant::now().into_std()
}

impl Scene {
    async fn call(&self, stream: bool) -> Result<Response, Error> {
        let request = ChatRequest::new("m").user("Hi");
        let request = if stream { request.stream() } else { request };
        self.provider.call(&self.context, request.into()).await
    }

    /// To the end of the body, whichever way it ends.
    async fn run(&self, stream: bool) {
        if let Ok(response) = self.call(stream).await {
            response.into_events().for_each(|_| std::future::ready(())).await;
        }
    }

    fn play(&self, step: Step) {
        self.inner.set_script(Script::of(step));
    }

    fn counts(&self) -> (u64, u64, u64) {
        let snapshot = self.breaker.snapshot();
        (snapshot.calls, snapshot.failures, snapshot.slow)
    }
}

/// A step of an outage, and whether it counts as a call and as a failure.
fn steps() -> Vec<(&'static str, Step, u64, u64)> {
    let (end, cut) = (Point::Tokens(2), CutHow::Abort);
    vec![
        ("answer", Step::answer("Hello there"), 1, 0),
        ("server error", Step::status(500), 1, 1),
        ("overloaded", Step::status(Preset::Overloaded), 1, 1),
        ("reset", Step::fault(Fault::Reset), 1, 1),
        ("cut", Step::answer("one two three four").cut(end, cut), 1, 1),
        ("malformed", Step::answer("one two three four").malformed_after(end), 1, 1),
        ("throttled", Step::status(Status::from(Preset::RateLimited).without_hints()), 0, 0),
        ("quota", Step::status(Preset::Quota), 0, 0),
        ("key", Step::status(Preset::Auth), 0, 0),
        ("context", Step::status(Preset::ContextLength), 0, 0),
        ("parameter", Step::status(Preset::UnsupportedParameter), 0, 0),
    ]
}

#[tokio::test(start_paused = true)]
async fn what_counts() {
    for (name, step, calls, failures) in steps() {
        let scene = scene(step, Settings::default());
        scene.run(true).await;
        assert_eq!(scene.counts(), (calls, failures, 0), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn pitfall_9_a_stream_is_judged_at_its_end_and_not_at_its_head() {
    let cut = Step::answer("one two three").cut(Point::Tokens(2), CutHow::Abort);
    let scene = scene(cut, Settings::consecutive(1));
    let response = scene.call(true).await.unwrap();
    let mut events = response.into_events();
    while let Some(Ok(_)) = events.next().await {
        assert_eq!(scene.breaker.state(), State::Closed);
    }
    assert_eq!(scene.breaker.state(), State::Open);
    assert_eq!(*scene.moves.0.lock().unwrap(), ["a: closed -> open (consecutive_failures)"]);
}

#[tokio::test(start_paused = true)]
async fn pitfall_10_a_caller_who_goes_away_blames_nobody() {
    let slow = Step::answer("one two three").between_tokens(secs(1));
    let scene = scene(slow, Settings::default());
    let mut events = scene.call(true).await.unwrap().into_events();
    assert!(events.next().await.is_some());
    drop(events);

    scene.play(Step::fault(Fault::Hang));
    assert!(tokio::time::timeout(secs(9), scene.call(false)).await.is_err());
    assert_eq!(scene.counts(), (0, 0, 0));
    assert_eq!(scene.inner.in_flight(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_open_circuit_refuses_with_when_to_come_back_and_sends_nothing() {
    let scene = scene(Step::status(500), Settings::consecutive(1));
    assert_eq!(scene.provider.readiness(now()), Readiness::Ready);
    scene.run(false).await;
    tokio::time::advance(secs(2)).await;
    let error = scene.call(false).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CircuitOpen);
    assert_eq!(error.retry_after(), Some(secs(3)));
    assert!(error.to_string().contains("too many failures"), "{error}");
    assert_eq!(scene.provider.readiness(now()), Readiness::NotBefore(secs(3)));
    assert_eq!(scene.inner.count(), 1);

    scene.breaker.force_open();
    assert_eq!(scene.provider.readiness(now()), Readiness::Unavailable);
}

#[tokio::test(start_paused = true)]
async fn a_throttled_target_cools_for_as_long_as_it_asks() {
    let throttled = Status::from(Preset::RateLimited).retry_after(secs(20));
    let scene = scene(Step::status(throttled), Settings::default());
    scene.run(false).await;
    let snapshot = scene.breaker.snapshot();
    assert!(snapshot.is_cooling);
    assert_eq!(snapshot.retry_after, Some(secs(20)));
    tokio::time::advance(secs(20)).await;
    scene.play(Step::answer("Hello"));
    scene.run(false).await;
    assert_eq!(
        *scene.moves.0.lock().unwrap(),
        ["a: closed -> open (throttled)", "a: open -> closed (cooled)"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_is_one_whose_first_content_is_slow() {
    let table = [
        (true, Step::answer("one two").first_token_after(secs(3)), 1),
        (true, Step::answer("one two").between_tokens(secs(3)), 0),
        (false, Step::answer("one two").first_token_after(secs(3)), 1),
        (false, Step::answer("one two"), 0),
    ];
    for (stream, step, slow) in table {
        let settings = Settings::default().slow_ratio(1.0).slow_after(secs(2));
        let scene = scene(step.clone(), settings);
        scene.run(stream).await;
        assert_eq!(scene.counts(), (1, 0, slow), "{stream} {step:?}");
    }
}

/// Opened, and its open time over.
async fn ready_to_probe(step: Step) -> Scene {
    let scene = scene(Step::status(500), Settings::consecutive(1).successes_to_close(1));
    scene.run(false).await;
    tokio::time::advance(secs(5)).await;
    scene.play(step);
    scene
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_has_begun_to_answer_outlives_its_lease() {
    let long = Step::answer("one two three four five six").between_tokens(secs(10));
    let scene = ready_to_probe(long).await;
    let probe = tokio::spawn({
        let (provider, context) = (scene.provider.clone(), scene.context.clone());
        async move {
            let request = ChatRequest::new("m").user("Hi").stream();
            let response = provider.call(&context, request.into()).await.unwrap();
            response.into_events().for_each(|_| std::future::ready(())).await;
        }
    });
    tokio::time::sleep_until(tokio::time::Instant::from_std(now() + secs(45))).await;
    let error = scene.call(false).await.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::CircuitOpen, None));
    probe.await.unwrap();
    assert_eq!(scene.breaker.state(), State::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_outlives_its_deadline_has_failed() {
    for (late, state) in [(true, State::Open), (false, State::HalfOpen)] {
        let scene = ready_to_probe(Step::answer("Hello")).await;
        let circuit = Circuit::new(Arc::clone(&scene.breaker));
        let provider = SharedProvider::new(Exceeds { late }).layered(&circuit);
        let context = Context::builder(TokioClock::shared()).timeout(secs(8)).build();
        let request = ChatRequest::new("m").user("Hi");
        let error = provider.call(&context, request.into()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::DeadlineExceeded);
        assert_eq!(scene.breaker.state(), state);
    }
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_is_dropped_at_its_deadline_has_failed() {
    for (patience, state) in [(secs(8), State::Open), (secs(7), State::HalfOpen)] {
        let scene = ready_to_probe(Step::answer("Hello")).await;
        let circuit = Circuit::new(Arc::clone(&scene.breaker));
        let provider = SharedProvider::new(Exceeds { late: true }).layered(&circuit);
        let context = Context::builder(TokioClock::shared()).timeout(secs(8)).build();
        let request = ChatRequest::new("m").user("Hi");
        let call = provider.call(&context, request.into());
        let end = tokio::time::Instant::from_std(now() + patience);
        tokio::select! {
            biased;
            () = tokio::time::sleep_until(end) => {}
            _ = call => panic!("it should hang"),
        }
        assert_eq!(scene.breaker.state(), state, "{patience:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_is_dropped_after_a_long_silence_has_failed() {
    let hangs = || Step::fault(Fault::Hang);
    let begins = || Step::answer("one two").between_tokens(secs(60));
    // What the target does, when its caller leaves, and what the circuit makes of it.
    let table = [
        (hangs(), 10, State::Open),
        (hangs(), 9, State::HalfOpen),
        (Step::fault(Fault::HeadersThenHang), 10, State::Open),
        (begins(), 20, State::HalfOpen),
    ];
    for (step, leaves, state) in table {
        let scene = ready_to_probe(step.clone()).await;
        let left = tokio::time::timeout(secs(leaves), scene.run(true)).await;
        assert!(left.is_err(), "{step:?}");
        assert_eq!(scene.breaker.state(), state, "{step:?}, left after {leaves} s");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_is_not_ready_beneath_an_open_circuit_is_not_promised_sooner() {
    let scene = scene(Step::status(500), Settings::consecutive(1).jitter(0.0));
    scene.run(false).await;
    let circuit = Circuit::new(Arc::clone(&scene.breaker));
    let readiness = |of| SharedProvider::new(Saying(of)).layered(&circuit).readiness(now());
    for (beneath, expected) in [
        (Readiness::Ready, Readiness::NotBefore(secs(5))),
        (Readiness::NotBefore(secs(2)), Readiness::NotBefore(secs(5))),
        (Readiness::NotBefore(secs(60)), Readiness::NotBefore(secs(60))),
        (Readiness::Unavailable, Readiness::Unavailable),
    ] {
        assert_eq!(readiness(beneath), expected);
    }
}

/// Is as ready as it says.
struct Saying(Readiness);

#[async_trait::async_trait]
impl Provider for Saying {
    fn id(&self) -> &str {
        "saying"
    }

    async fn call(&self, _: &Context, _: Request) -> Result<Response, Error> {
        Err(Error::new(ErrorKind::Server))
    }

    fn readiness(&self, _: std::time::Instant) -> Readiness {
        self.0
    }
}

#[tokio::test(start_paused = true)]
async fn a_health_check_that_succeeds_lets_the_next_call_try() {
    let scene = scene(Step::status(500), Settings::consecutive(1));
    scene.run(false).await;
    scene.provider.probe(&scene.context).await.unwrap();
    assert_eq!(scene.breaker.state(), State::HalfOpen);
    scene.play(Step::answer("Hello"));
    for _ in 0..2 {
        scene.run(false).await;
    }
    assert_eq!(scene.breaker.state(), State::Closed);
}

/// Gives up at the deadline, or at once for want of time.
struct Exceeds {
    late: bool,
}

#[async_trait::async_trait]
impl Provider for Exceeds {
    fn id(&self) -> &str {
        "exceeds"
    }

    async fn call(&self, context: &Context, _: Request) -> Result<Response, Error> {
        if self.late {
            context.clock().sleep_until(context.deadline().moment()).await;
        }
        Err(Error::new(ErrorKind::DeadlineExceeded))
    }
}
