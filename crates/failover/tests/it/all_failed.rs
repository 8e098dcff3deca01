//! One error, with every attempt.

use osier_core::{Error, ErrorKind, Provider};
use osier_failover::Failover;
use osier_simulate::{Fault, Preset, Status, Step};

use crate::scene::{Scene, request, secs};

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
async fn the_attempt_account_is_shared_and_never_overdrawn() {
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
