//! Killed, held, slow, and answering nothing but errors.

use std::time::Duration;

use osier_redis_server::RedisServer;

use super::proxy::Proxy;
use super::{BUDGET, Scene};

/// So much longer may everything take on a machine that has other things to do.
const MARGIN: Duration = Duration::from_secs(1);
/// Trials of a breaker that opens for a second at first fail at most so often while a few waves go by.
const TRIALS: u64 = 10;

/// The story of an outage: 500 requests at a time before it, while it begins, while it lasts, and after it.
async fn plays(scene: &Scene, harm: impl FnOnce(), mend: impl FnOnce()) {
    let usual = scene.fill().await;
    let before = scene.figure("failures").await;

    let struck = scene.wave_while(harm).await;
    let longest = 2 * usual.slowest + BUDGET + MARGIN;
    assert!(struck.slowest < longest, "{:?}, usually {:?}", struck.slowest, usual.slowest);
    let failures = scene.figure("failures").await;
    assert!(failures - before >= 3, "what it takes to open the breaker: {before}, {failures}");

    for _ in 0..2 {
        let during = scene.wave().await;
        assert_eq!(during.hits(), 0, "{:?}", during.statuses);
    }
    let more = scene.figure("failures").await - failures;
    assert!(more <= TRIALS, "{more} of 1,000 requests waited: the others were kept away");
    assert!(scene.figure("dropped_writes").await > 0);

    mend();
    scene.is_used_again().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frozen_redis_is_waited_for_once_and_used_again_when_it_thaws() {
    let server = RedisServer::start();
    let scene = Scene::with(server.url()).await;
    plays(&scene, || server.freeze(), || server.thaw()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_redis_is_done_without_and_used_again_when_it_is_back() {
    let mut server = RedisServer::start();
    let scene = Scene::with(server.url()).await;
    let cell = std::cell::RefCell::new(&mut server);
    plays(&scene, || cell.borrow_mut().kill(), || cell.borrow_mut().restart()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_redis_is_done_without_and_used_again_when_it_is_quick() {
    let server = RedisServer::start();
    let proxy = Proxy::before(server.address()).await;
    let scene = Scene::with(proxy.url()).await;
    plays(&scene, || proxy.delay(3 * BUDGET), || proxy.delay(Duration::ZERO)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_that_answers_with_errors_is_done_without_and_used_again_when_it_does_not() {
    let server = RedisServer::start();
    let scene = Scene::with(server.url()).await;
    let say = |command: &str| assert_eq!(server.ask(command), "+OK\r\n");
    let refuse = || say("ACL SETUSER default -@all +acl");
    plays(&scene, refuse, || say("ACL SETUSER default +@all")).await;
}
