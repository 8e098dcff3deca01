//! Who is asked, and for how long.

use std::time::Instant;

use async_trait::async_trait;
use futures_util::FutureExt;
use osier_core::{Context, Error, ErrorKind, Provider, Readiness, Request, Response};
use osier_failover::{Failover, Settings, Strategy, Target};
use osier_simulate::{Fault, Preset, Scripted, Step};

use crate::scene::{ask, context, request, scripted, secs};

/// Never ready, and refuses whoever asks.
pub(crate) struct Benched;

#[async_trait]
impl Provider for Benched {
    fn id(&self) -> &'static str {
        "benched"
    }

    async fn call(&self, _: &Context, _: Request) -> Result<Response, Error> {
        Err(Error::new(ErrorKind::Benched))
    }

    fn readiness(&self, _: Instant) -> Readiness {
        Readiness::Unavailable
    }
}

#[tokio::test(start_paused = true)]
async fn a_target_is_not_left_for_one_that_can_never_answer() {
    for stream in [false, true] {
        let slow = Step::answer("a").headers_after(secs(20)).first_token_after(secs(20));
        let route = Failover::new("r").target(scripted("a", slow));
        let route = route.target(Target::new("b", Benched));
        let answer = route.call(&context(60), request(stream)).await;
        assert!(answer.is_ok(), "stream {stream}: {:?}", answer.err());
    }
}

#[tokio::test(start_paused = true)]
async fn a_target_that_fails_every_request_fast_attracts_no_traffic() {
    for preset in [Preset::ModelNotFound, Preset::Auth, Preset::Quota, Preset::ServerError] {
        let good = Scripted::new("a", Step::answer("a").headers_after(secs(1) / 5));
        let wrong = Scripted::new("b", Step::status(preset));
        let tier = [Target::new("a", good.clone()), Target::new("b", wrong.clone())];
        let route = Failover::new("r").tier(tier);
        for _ in 0..500 {
            route.call(&context(60), request(false)).await.expect("an answer");
        }
        assert!(wrong.count() < 25, "{preset:?}: {} of 500 went there first", wrong.count());
    }
}

/// Asks and leaves at once; whether anything came.
fn at_once(route: &Failover) -> bool {
    route.call(&context(600), request(false)).now_or_never().is_some()
}

#[tokio::test(start_paused = true)]
async fn what_another_route_has_under_way_at_a_shared_target_counts() {
    let a = Target::new("a", Scripted::new("a", Step::fault(Fault::Hang)));
    let plain = Failover::new("one").target(a.clone());
    let contexts: Vec<Context> = (0..50).map(|_| context(600)).collect();
    let mut calls: Vec<_> =
        contexts.iter().map(|context| plain.call(context, request(false))).collect();
    for call in &mut calls {
        assert!(call.as_mut().now_or_never().is_none());
    }
    assert_eq!(a.in_flight(), 50);
    let settings = Settings::default().balance(Strategy::LeastBusy);
    let balanced = Failover::try_new("two", settings).expect("valid");
    let balanced = balanced.tier([a, scripted("b", Step::answer("b"))]);
    assert!((0..40).all(|_| at_once(&balanced)), "the idle one is asked");
}

#[tokio::test(start_paused = true)]
async fn any_ceiling_a_caller_names_can_be_weighed() {
    let route = Failover::new("r")
        .tier([scripted("a", Step::answer("a")), scripted("b", Step::answer("b"))]);
    let request = ask(r#","max_tokens":18446744073709551615"#);
    route.call(&context(60), request).await.expect("an answer");
}
