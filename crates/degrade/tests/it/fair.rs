//! A level has the time and the attempts that it would have without a ladder.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures_util::future::join_all;
use osier_core::{Clock, Context, Error, Provider, Readiness, Request, Response, SharedProvider};
use osier_degrade::{Degrade, Ladder, Level, StaleSource};
use osier_failover::{Failover, Target};
use osier_http::TokioClock;
use osier_retry::Retry;
use osier_simulate::{Fault, Preset, Script, Scripted, Step};

use crate::scene::{Scene, down, everything, hi, says, secs, told};

/// A cache that has nothing.
struct Cold;

#[async_trait]
impl StaleSource for Cold {
    async fn stale(&self, _: &Context, _: &Request) -> Option<Response> {
        None
    }
}

fn stored() -> [Ladder; 3] {
    [Ladder::full(), Ladder::full().offline("Nobody."), Ladder::full().stale(Cold)]
}

async fn pass(span: Duration) {
    TokioClock.sleep_until(TokioClock.now() + span).await;
}

#[tokio::test(start_paused = true)]
async fn what_is_stored_takes_no_retry_away() {
    for preset in [Preset::Overloaded, Preset::ServerError, Preset::RateLimited] {
        for ladder in stored() {
            let script = Script::of(Step::status(preset)).then(says("large"));
            let target = SharedProvider::new(Scripted::new("large", script));
            let target = Target::shared("large", target.layered(&Retry::default()));
            let degrade = Degrade::try_new("chat", ladder).expect("valid");
            let route = SharedProvider::new(Failover::new("r").target(target)).layered(&degrade);
            let context = Context::builder(TokioClock::shared()).build();
            let answer = route.call(&context, hi().into()).await;
            assert_eq!(told(answer).await, "large (full, normal)", "{preset:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_stored_takes_no_attempt_away() {
    for ladder in stored() {
        let route = [("a", down()), ("b", says("b"))]
            .into_iter()
            .fold(Failover::new("r"), |route, (name, step)| {
                route.target(Target::new(name, Scripted::new(name, step)))
            });
        let degrade = Degrade::try_new("chat", ladder).expect("valid");
        let context = Context::builder(TokioClock::shared()).max_attempts(2).build();
        let answer = SharedProvider::new(route).layered(&degrade).call(&context, hi().into()).await;
        assert_eq!(told(answer).await, "b (full, normal)");
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_is_hurried_for_a_level_that_would_not_be_asked() {
    let small = Scripted::new("small", says("small").headers_after(secs(50)));
    let ladder = Ladder::presets().provider(Level::Reduced, SharedProvider::new(small));
    let degrade = Degrade::try_new("chat", ladder).expect("valid");
    let route = SharedProvider::new(Scripted::new("large", down())).layered(&degrade);
    let context = Context::builder(TokioClock::shared()).timeout(secs(60)).build();
    let answer = route.call(&context, hi().stream().into()).await;
    assert_eq!(told(answer).await, "small (reduced, overloaded)");
}

#[tokio::test(start_paused = true)]
async fn whole_answers_may_take_nearly_all_the_time_that_callers_give() {
    let slow = says("large").headers_after(secs(12));
    let scene = Scene::of([slow, says("small"), says("tiny")]);
    for _ in 0..100 {
        let context = scene.context().timeout(secs(15)).build();
        let answer = scene.route.call(&context, hi().into()).await;
        assert_eq!(told(answer).await, "large (full, normal)");
    }
}

#[tokio::test(start_paused = true)]
async fn a_level_that_answers_whole_has_the_time_of_a_whole_answer_also_for_streaming_callers() {
    let slow = says("tiny").headers_after(secs(40));
    let ladder = Ladder::presets();
    let scene = Scene::on(ladder, [down(), down(), slow]);
    for _ in 0..30 {
        assert!(scene.told(hi().stream()).await.starts_with("tiny (minimal"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_silent_stream_is_left_for_what_is_stored_too() {
    let hangs = || Step::fault(Fault::Hang);
    let offline = Ladder::full().offline("Nobody.");
    let degrade = Degrade::try_new("chat", offline).expect("valid");
    let target = Target::new("large", Scripted::new("large", hangs()));
    let route = SharedProvider::new(Failover::new("r").target(target)).layered(&degrade);
    let context = Context::builder(TokioClock::shared()).build();
    let answer = route.call(&context, hi().stream().into()).await;
    assert_eq!(told(answer).await, "Nobody. (offline, timeout)");
    assert_eq!((TokioClock.now() - context.started()).as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_cold_cache_takes_no_wait_away() {
    for ladder in [Ladder::full(), Ladder::full().stale(Cold)] {
        let throttled = osier_simulate::Status::from(Preset::RateLimited).retry_after(secs(4));
        let script = Script::of(Step::status(throttled)).then(says("late"));
        let target = SharedProvider::new(Scripted::new("large", script));
        let target = Target::shared("large", target.layered(&Retry::default()));
        let degrade = Degrade::try_new("chat", ladder).expect("valid");
        let route = SharedProvider::new(Failover::new("r").target(target)).layered(&degrade);
        let context = Context::builder(TokioClock::shared()).build();
        assert_eq!(told(route.call(&context, hi().into()).await).await, "late (full, normal)");
    }
}

#[tokio::test(start_paused = true)]
async fn a_cache_without_the_answer_makes_nobody_wait_where_words_are_written() {
    let hangs = || Step::fault(Fault::Hang);
    let scene = Scene::on(everything().stale(Cold).offline("Nobody."), [hangs(), hangs(), hangs()]);
    let hear = async || {
        let context = scene.context().timeout(secs(20)).build();
        let _ = scene.route.call(&context, hi().stream().into()).await;
        TokioClock.now() - context.started()
    };
    let mut waits = Vec::new();
    for _ in 0..15 {
        let all = join_all((0..10).map(|_| hear())).await;
        waits.push(all.iter().filter(|wait| **wait > secs(1)).count());
        pass(secs(1)).await;
    }
    assert_eq!(scene.degrade.standing().level, Level::Cached);
    assert!(waits.iter().skip(4).sum::<usize>() <= 30, "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn a_slow_cache_takes_no_time_that_is_not_there() {
    struct Slow;
    #[async_trait]
    impl StaleSource for Slow {
        async fn stale(&self, _: &Context, _: &Request) -> Option<Response> {
            std::future::pending().await
        }
    }
    let hangs = || Step::fault(Fault::Hang);
    let scene = Scene::on(everything().stale(Slow).offline("Nobody."), [hangs(), hangs(), hangs()]);
    let context = scene.context().timeout(secs(20)).build();
    let answer = scene.route.call(&context, hi().into()).await;
    assert_eq!(told(answer).await, "Nobody. (offline, deadline_exceeded)");
    assert!(TokioClock.now() - context.started() <= Duration::from_millis(20_100));
}

#[tokio::test(start_paused = true)]
async fn the_soonest_time_that_any_level_named_is_worth_coming_back_for() {
    let throttled =
        Step::status(osier_simulate::Status::from(Preset::RateLimited).retry_after(secs(7)));
    let scene = Scene::of([down(), throttled, down()]);
    let error = scene.ask(hi()).await.expect_err("all are down");
    assert_eq!(error.retry_after(), Some(secs(7)));
}

/// Whether it is ready depends on where the ladder around it stands.
struct Looks(Arc<Mutex<Option<Degrade>>>);

#[async_trait]
impl Provider for Looks {
    fn id(&self) -> &str {
        "looks"
    }

    async fn call(&self, _: &Context, _: Request) -> Result<Response, Error> {
        Err(Error::new(osier_core::ErrorKind::Server))
    }

    fn readiness(&self, _: Instant) -> Readiness {
        let around = self.0.lock().expect("not poisoned");
        around.as_ref().map_or(Readiness::Ready, |degrade| match degrade.standing().level {
            Level::Offline => Readiness::Unavailable,
            _ => Readiness::Ready,
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_provider_may_look_at_the_ladder_that_asks_whether_it_is_ready() {
    let around = Arc::default();
    let route = SharedProvider::new(Looks(Arc::clone(&around)));
    let small = SharedProvider::new(Scripted::new("small", says("small")));
    let ladder = Ladder::presets().provider(Level::Reduced, small);
    let degrade = Degrade::try_new("chat", ladder).expect("valid");
    *around.lock().expect("not poisoned") = Some(degrade.clone());
    let route = route.layered(&degrade);
    for _ in 0..60 {
        let context = Context::builder(TokioClock::shared()).build();
        route.call(&context, hi().into()).await.expect("an answer");
        pass(secs(1)).await;
    }
    assert_eq!(degrade.standing().level, Level::Reduced);
}
