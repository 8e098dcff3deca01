//! One error, with every attempt.

use osier_core::{Delivery, Error, ErrorKind, Provider, Readiness};
use osier_failover::{Failover, Settings, Target, Unready};
use osier_simulate::{Fault, Preset, Status, Step};

use crate::balancing::Benched;
use crate::provider::{FailsThen, Once};
use crate::scene::{Scene, context, request, secs};

fn trail(error: &Error) -> Vec<(String, ErrorKind)> {
    error.attempts().iter().map(|line| (line.target.to_string(), line.kind)).collect()
}

#[tokio::test(start_paused = true)]
async fn the_error_carries_every_attempt_and_is_the_one_that_helps_most() {
    use ErrorKind::{Auth, ContextLength, Overloaded, QuotaExceeded, Server};
    let table = [
        ([Preset::ServerError, Preset::Auth], [Server, Auth], Server),
        ([Preset::Auth, Preset::ContextLength], [Auth, ContextLength], ContextLength),
        ([Preset::ContextLength, Preset::Overloaded], [ContextLength, Overloaded], Overloaded),
        ([Preset::Quota, Preset::Auth], [QuotaExceeded, Auth], Auth),
    ];
    for (presets, kinds, verdict) in table {
        for stream in [false, true] {
            let scene = Scene::of(presets.map(Step::status));
            let error = scene.call(stream).await.expect_err("all failed");
            assert_eq!(error.kind(), verdict);
            let expected = [("a".to_owned(), kinds[0]), ("b".to_owned(), kinds[1])];
            assert_eq!(trail(&error), expected);
            assert_eq!(
                scene.heard.lines().last().map(|line| line.starts_with("all 2")),
                Some(true)
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_soonest_retry_after_is_the_one_that_counts() {
    let limited = |wait| Step::status(Status::from(Preset::RateLimited).retry_after(secs(wait)));
    let scene = Scene::of([limited(40), limited(7), limited(90)]);
    let error = scene.call(false).await.expect_err("all are throttled");
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(secs(7))));
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_request_itself_is_not_taken_elsewhere() {
    for preset in [Preset::InvalidRequest, Preset::ContentFilter] {
        let scene = Scene::of([Step::status(preset), Step::answer("b")]);
        let error = scene.call(false).await.expect_err("refused");
        assert!(!error.may_fail_over());
        assert_eq!(scene.counts(), [1, 0], "{preset:?}");
        assert_eq!(scene.heard.lines(), ["1: a", "a ends neutral"], "{preset:?}: no alarm");
    }
}

#[tokio::test(start_paused = true)]
async fn the_route_is_said_to_have_failed_only_if_its_targets_are_to_blame() {
    use Preset::{InvalidRequest, Overloaded, ServerError};
    let minute = secs(60);
    let table = [
        (vec![Step::status(ServerError), Step::status(Overloaded)], minute, true),
        (vec![Step::status(ServerError), Step::status(InvalidRequest)], minute, false),
        (vec![Step::fault(Fault::Hang), Step::fault(Fault::Hang)], minute, true),
        (vec![Step::fault(Fault::Hang)], secs(1), false),
        (vec![], minute, false),
    ];
    for (row, (steps, timeout, announced)) in table.into_iter().enumerate() {
        let scene = Scene::of(steps);
        let context = scene.context().timeout(timeout).build();
        scene.route.call(&context, request(false)).await.expect_err("it failed");
        let heard = scene.heard.lines();
        assert_eq!(
            heard.iter().any(|line| line.starts_with("all ")),
            announced,
            "{row}: {heard:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn one_target_set_up_wrongly_does_not_end_the_route() {
    let wrong = || Error::new(ErrorKind::Internal);
    let route = |error, second: Step| {
        let scene = Scene::of([second]);
        let route = Failover::new("route")
            .target(Target::new("wrong", Once::fails(error)))
            .target(Target::new("b", scene.targets[0].clone()));
        (route, scene.context().build())
    };
    let (unsent, context) = route(wrong(), Step::answer("b"));
    let response = unsent.call(&context, request(false)).await.expect("an answer");
    assert_eq!(response.text().await.expect("text"), "b");

    let (busy, context) = route(wrong(), Step::status(Preset::Overloaded));
    let error = busy.call(&context, request(false)).await.expect_err("both failed");
    assert_eq!(error.kind(), ErrorKind::Overloaded, "what time heals is what helps the caller");

    let (sent, context) = route(wrong().with_delivery(Delivery::MaybeSent), Step::answer("b"));
    let error = sent.call(&context, request(false)).await.expect_err("it may have been sent");
    assert_eq!(error.kind(), ErrorKind::Internal);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_was_named_a_while_ago_is_told_as_what_is_left_of_it() {
    let limited = |wait| Step::status(Status::from(Preset::RateLimited).retry_after(secs(wait)));
    for (named, left) in [(3, 0), (50, 20)] {
        let scene = Scene::of([limited(named), Step::fault(Fault::Hang), limited(90)]);
        let context = scene.context().timeout(secs(60)).build();
        let error = scene.route.call(&context, request(false)).await.expect_err("all failed");
        assert_eq!(error.kind(), ErrorKind::RateLimited);
        assert_eq!(error.retry_after(), Some(secs(left)), "{named}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_deadline_ends_it_with_the_trail_so_far() {
    let scene = Scene::of([Step::fault(Fault::Hang), Step::fault(Fault::Hang)]);
    let context = scene.context().timeout(secs(60)).build();
    let error = scene.route.call(&context, request(true)).await.expect_err("too late");
    assert_eq!(error.kind(), ErrorKind::DeadlineExceeded);
    assert_eq!(error.attempts().len(), 2);
    assert!(context.remaining().is_zero());
}

#[tokio::test(start_paused = true)]
async fn a_request_without_time_was_not_sent() {
    let scene = Scene::of([Step::answer("a")]);
    let context = scene.context().timeout(secs(0)).build();
    let error = scene.route.call(&context, request(true)).await.expect_err("too late");
    assert_eq!(error.kind(), ErrorKind::DeadlineExceeded);
    assert_eq!((error.delivery(), scene.counts()), (Delivery::NotSent, vec![0]));
}

#[tokio::test(start_paused = true)]
async fn the_attempt_budget_is_shared_and_never_overdrawn() {
    let scene = Scene::of([Step::status(500), Step::status(500), Step::answer("c")]);
    let context = scene.context().max_attempts(2).build();
    let error = scene.route.call(&context, request(false)).await.expect_err("no attempt left");
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Server, 2));
    assert_eq!(scene.counts(), [1, 1, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_route_without_targets_says_so() {
    let scene = Scene::of([]);
    let context = scene.context().build();
    let error = Failover::new("empty").call(&context, request(false)).await.expect_err("nobody");
    assert_eq!(error.kind(), ErrorKind::UnknownModel);
}

#[tokio::test(start_paused = true)]
async fn where_no_provider_names_a_time_the_targets_do() {
    use Readiness::{NotBefore, Ready, Unavailable};
    let table = [
        ([NotBefore(secs(9)), NotBefore(secs(4))], Some(secs(4))),
        ([NotBefore(secs(9)), Unavailable], Some(secs(9))),
        ([NotBefore(secs(9)), Ready], None),
        ([Unavailable, Unavailable], None),
    ];
    for (all, expected) in table {
        let route = all.into_iter().fold(Failover::new("route"), |route, readiness| {
            route.target(Target::new(format!("{readiness:?}"), FailsThen::new(readiness)))
        });
        let context = Scene::of([]).context().build();
        let error = route.call(&context, request(false)).await.expect_err("all failed");
        assert_eq!(error.retry_after(), expected, "{all:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_retry_after_is_that_of_what_time_heals() {
    let quota = Error::new(ErrorKind::QuotaExceeded).with_status(429).with_retry_after(secs(1));
    let limited = Error::new(ErrorKind::RateLimited).with_status(429).with_retry_after(secs(60));
    let route = Failover::new("route")
        .target(Target::new("a", Once::fails(quota)))
        .target(Target::new("b", Once::fails(limited)));
    let error = route.call(&context(600), request(false)).await.expect_err("both failed");
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(secs(60))));
}

#[tokio::test(start_paused = true)]
async fn a_route_whose_keys_are_all_benched_says_so_whatever_it_does_while_none_is_ready() {
    for unready in [Unready::Wait, Unready::BestOfBad, Unready::Reject] {
        let settings = Settings::default().unready(unready);
        let route = Failover::try_new("route", settings).expect("valid");
        let route = route.target(Target::new("a", Benched));
        let error = route.call(&context(60), request(false)).await.expect_err("benched");
        assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Benched, None), "{unready:?}");
    }
}
