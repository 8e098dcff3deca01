//! The adaptive limit around a target.

mod overload;

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use osier_core::{
    ChatRequest, Context, Error, ErrorKind, Provider, Readiness, Request, Response, SharedProvider,
};
use osier_http::TokioClock;
use osier_limit::{Adaptive, AdaptiveSettings, Limit};
use osier_simulate::{Fault, Preset, Scripted, Step};
use osier_timeout::{Limits, Timeout};

use crate::{poll_once, secs};

struct Scene {
    inner: Scripted,
    adaptive: Arc<Adaptive>,
    provider: SharedProvider,
}

fn scene(settings: AdaptiveSettings, step: Step) -> Scene {
    let inner = Scripted::new("inner", step);
    let limit = Limit::try_new(settings).expect("valid settings");
    let provider = SharedProvider::new(inner.clone())
        .layered(&Timeout::try_new(Limits::default()).expect("valid limits"))
        .layered(&limit);
    Scene { inner, adaptive: Arc::clone(limit.adaptive()), provider }
}

fn of(initial: u32, step: Step) -> Scene {
    scene(AdaptiveSettings::default().initial(initial), step)
}

fn context() -> Context {
    Context::builder(TokioClock::shared()).build()
}

fn request() -> Request {
    ChatRequest::new("m").user("Hi").stream().into()
}

impl Scene {
    async fn stream(&self) -> Result<Response, Error> {
        self.provider.call(&context(), request()).await
    }

    /// Reads a streamed answer to its end.
    async fn ask(&self) -> Result<(), Error> {
        let mut events = self.stream().await?.into_events();
        while let Some(event) = events.next().await {
            event?;
        }
        Ok(())
    }

    fn seen(&self) -> (u32, u32) {
        let snapshot = self.adaptive.snapshot();
        (snapshot.limit, snapshot.in_flight)
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_holds_its_slot_until_the_end_of_its_body() {
    let scene = of(4, Step::answer("one two three"));
    let mut events = scene.stream().await.expect("headers").into_events();
    assert_eq!(scene.seen().1, 1);
    let first = events.next().await;
    assert!(first.is_some_and(|event| event.is_ok()) && scene.seen().1 == 1);
    while events.next().await.is_some() {}
    assert_eq!(scene.seen().1, 0);
}

#[tokio::test(start_paused = true)]
async fn what_tells_of_overload_cuts_and_nothing_else_does() {
    let stalled = Step::answer("a b c").stall_after(2);
    let table = [
        (Step::status(Preset::RateLimited), ErrorKind::RateLimited, 18),
        (Step::status(Preset::Overloaded), ErrorKind::Overloaded, 18),
        (Step::fault(Fault::Hang), ErrorKind::Timeout, 18),
        (stalled, ErrorKind::Timeout, 18),
        (Step::answer("a b c").error_after(2, Preset::Overloaded), ErrorKind::Overloaded, 18),
        (Step::status(500), ErrorKind::Server, 20),
        (Step::fault(Fault::Reset), ErrorKind::Server, 20),
        (Step::answer("a b c").cut_after(2), ErrorKind::Cut, 20),
        (Step::status(Preset::Auth), ErrorKind::Auth, 20),
        (Step::status(Preset::Quota), ErrorKind::QuotaExceeded, 20),
        (Step::status(Preset::InvalidRequest), ErrorKind::InvalidRequest, 20),
    ];
    for (step, kind, limit) in table {
        let scene = of(20, step);
        let error = scene.ask().await.expect_err("a failure");
        assert_eq!((error.kind(), scene.seen()), (kind, (limit, 0)));
    }
}

#[tokio::test(start_paused = true)]
async fn at_the_limit_a_call_is_refused_at_once_and_told_when_to_come_back() {
    let step = Step::answer("one").first_token_after(secs(8));
    let scene = of(4, step);
    let (one, other) = tokio::join!(scene.ask(), scene.ask());
    assert!(one.is_ok() && other.is_ok(), "two of four, which took eight seconds");
    let mut held = Vec::new();
    while scene.seen().1 < scene.seen().0 {
        held.push(scene.stream().await.expect("a slot"));
    }
    let error = scene.stream().await.expect_err("no slot");
    assert_eq!(error.kind(), ErrorKind::AtCapacity);
    assert_eq!(error.retry_after(), Some(secs(8) / 5), "one of five ends");
    let now = context().started();
    assert_eq!(scene.provider.readiness(now), Readiness::NotBefore(secs(8) / 5));
    assert_eq!(scene.inner.count(), 7, "the target was not asked");
    held.clear();
    assert_eq!(scene.provider.readiness(now), Readiness::Ready);
}

#[tokio::test(start_paused = true)]
async fn a_call_or_body_that_is_dropped_gives_its_slot_back_and_blames_nobody() {
    let scene = of(4, Step::fault(Fault::Hang));
    let context = context();
    let mut call = Box::pin(scene.provider.call(&context, request()));
    assert!(poll_once(call.as_mut()).is_pending());
    assert_eq!(scene.seen(), (4, 1));
    drop(call);
    assert_eq!((scene.seen(), scene.inner.in_flight()), ((4, 0), 0));

    scene.inner.set_script(Step::answer("a b c").stall_after(2));
    let mut events = scene.stream().await.expect("headers").into_events();
    assert!(events.next().await.is_some_and(|event| event.is_ok()));
    drop(events);
    assert_eq!((scene.seen(), scene.inner.in_flight()), ((4, 0), 0));
}

struct Panics;

#[async_trait::async_trait]
impl Provider for Panics {
    fn id(&self) -> &str {
        "panics"
    }

    async fn call(&self, _: &Context, _: Request) -> Result<Response, Error> {
        panic!("inside the call");
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_inside_gives_the_slot_back() {
    let limit = Limit::try_new(AdaptiveSettings::default()).unwrap();
    let provider = SharedProvider::new(Panics).layered(&limit);
    let call = async move { provider.call(&context(), request()).await.map(drop) };
    assert!(tokio::spawn(call).await.expect_err("a panic").is_panic());
    assert_eq!(limit.adaptive().snapshot().in_flight, 0);
}

#[tokio::test(start_paused = true)]
async fn an_objective_is_measured_to_the_first_content() {
    let settings = AdaptiveSettings::default().first_token(secs(2));
    let cut = |wait: Duration| async move {
        let scene = scene(settings, Step::answer("one two").first_token_after(wait));
        for _ in 0..8 {
            scene.ask().await.expect("an answer");
        }
        scene.seen().0
    };
    assert_eq!((cut(secs(1)).await, cut(secs(3)).await), (20, 18));
}
