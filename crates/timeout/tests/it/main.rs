//! Limits in virtual time: every scenario says when the caller hears what.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::time::Duration;

use futures_util::StreamExt;
use osier_core::{ChatRequest, Context, Error, ErrorKind, Response, SharedProvider};
use osier_http::TokioClock;
use osier_simulate::{Fault, Script, Scripted, Step};
use osier_timeout::{Limits, Timeout};
use tokio::time::Instant;

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

struct Scene {
    inner: Scripted,
    provider: SharedProvider,
    context: Context,
}

fn scene(step: Step, limits: Limits, deadline: Duration) -> Scene {
    let inner = Scripted::new("inner", Script::of(step));
    let provider = SharedProvider::new(inner.clone()).layered(&Timeout::new(limits));
    let context = Context::builder(TokioClock::shared()).timeout(deadline).build();
    Scene { inner, provider, context }
}

impl Scene {
    async fn call(&self, stream: bool) -> Result<Response, Error> {
        let request = ChatRequest::new("m").user("Hi");
        let request = if stream { request.stream() } else { request };
        self.provider.call(&self.context, request.into()).await
    }

    /// The error that ends a streamed answer, and when it came.
    async fn streamed_error(&self) -> (Error, Duration) {
        let start = time();
        let error = match self.call(true).await {
            Err(error) => error,
            Ok(response) => {
                let items: Vec<_> = response.into_events().collect().await;
                items.into_iter().last().expect("an item").expect_err("an error")
            }
        };
        (error, start.elapsed())
    }
}

#[expect(clippy::disallowed_methods, reason = "virtual time is read to be asserted")]
fn time() -> Instant {
    Instant::now()
}

#[tokio::test(start_paused = true)]
async fn each_limit_ends_the_attempt_at_its_time_and_is_named() {
    let limits = Limits::default();
    let minute = secs(60);
    let table = [
        ("headers", Step::fault(Fault::Hang), limits, secs(30)),
        ("first_event", Step::fault(Fault::HeadersThenHang), limits, minute),
        ("progress_idle", Step::answer("a b c").stall_after(2), limits, secs(120)),
        ("attempt", Step::fault(Fault::HeadersThenHang), limits.attempt(secs(20)), secs(20)),
        ("headers", Step::fault(Fault::Hang), limits.attempt(secs(40)), secs(30)),
        (
            "progress_idle",
            Step::answer("a b c").stall_after(2),
            limits.progress_idle(secs(5)),
            secs(5),
        ),
    ];
    for (limit, step, limits, when) in table {
        let scene = scene(step, limits, secs(600));
        let (error, took) = scene.streamed_error().await;
        assert_eq!((error.kind(), error.limit()), (ErrorKind::Timeout, Some(limit)));
        assert_eq!(took, when, "{limit}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_callers_deadline_is_another_kind_of_error() {
    for step in [Step::fault(Fault::Hang), Step::fault(Fault::HeadersThenHang)] {
        let scene = scene(step, Limits::default(), secs(10));
        let (error, took) = scene.streamed_error().await;
        assert_eq!((error.kind(), error.limit()), (ErrorKind::DeadlineExceeded, None));
        assert_eq!(took, secs(10));
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_that_keeps_moving_is_left_alone() {
    let step =
        Step::answer("one two three four").first_token_after(secs(50)).between_tokens(secs(100));
    let scene = scene(step, Limits::default(), secs(600));
    let text = scene.call(true).await.expect("headers").text().await.expect("the whole answer");
    assert_eq!(text, "one two three four");
}

#[tokio::test(start_paused = true)]
async fn a_whole_answer_is_bounded_by_attempt_and_deadline_alone() {
    let slow = Step::answer("late").headers_after(secs(200));
    let patient = scene(slow.clone(), Limits::default(), secs(600));
    assert_eq!(patient.call(false).await.expect("an answer").text().await.expect("text"), "late");
    let hasty = scene(slow, Limits::default().attempt(secs(100)), secs(600));
    let error = hasty.call(false).await.expect_err("too slow");
    assert_eq!(error.limit(), Some("attempt"));
}

#[tokio::test(start_paused = true)]
async fn an_expired_limit_drops_what_the_provider_was_doing() {
    let scene = scene(Step::answer("a b c").stall_after(2), Limits::default(), secs(600));
    let (error, _) = scene.streamed_error().await;
    assert_eq!(error.limit(), Some("progress_idle"));
    assert_eq!(scene.inner.abandoned(), 1);
}
