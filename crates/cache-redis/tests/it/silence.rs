//! Links that stand and lead nowhere, and callers who do not wait.

use std::sync::Arc;
use std::time::Duration;

use osier_cache_redis::RedisStore;
use osier_core::{CacheStore, StoreErrorKind};
use osier_redis_server::RedisServer;
use tokio::time::timeout;

use crate::proxy::Proxy;
use crate::scene::{assert_kind, at, get, key, pass, put, settings, store, within};

const SOON: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_who_come_first_share_one_link() {
    let server = RedisServer::start();
    let proxy = Proxy::before(server.address()).await;
    proxy.delay(Duration::from_millis(20));
    let store = at(proxy.url());
    let calls: Vec<_> = (0..200)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move { put(&store, number).await.unwrap() })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
    assert_eq!(proxy.accepted(), 1);
}

#[tokio::test]
async fn after_three_timeouts_in_a_row_a_new_link_is_made() {
    let server = RedisServer::start();
    let proxy = Proxy::before(server.address()).await;
    let store = at(proxy.url());
    put(&store, 1).await.unwrap();
    proxy.swallow();
    for _ in 0..3 {
        assert_eq!(proxy.accepted(), 1);
        assert_kind(get(&store, 1).await, StoreErrorKind::Timeout);
    }
    assert!(get(&store, 1).await.unwrap());
    assert_eq!(proxy.accepted(), 2);
}

#[tokio::test]
async fn after_a_failure_one_waits_for_the_next_attempt_and_the_others_do_not() {
    let server = RedisServer::start();
    server.freeze();
    let store = at(server.url());
    assert_kind(get(&store, 1).await, StoreErrorKind::Unreachable);
    // Somewhere in here the rest is over, and one of these begins the next attempt.
    let mut at_once = 0;
    for _ in 0..20 {
        pass(Duration::from_millis(10)).await;
        let heard = timeout(Duration::from_millis(100), store.get(&key(1))).await;
        at_once += u8::from(heard.is_ok_and(|heard| heard.is_err()));
    }
    assert!(at_once >= 19, "{at_once} of 20");
}

#[tokio::test]
async fn an_answer_between_timeouts_keeps_the_link() {
    let server = RedisServer::start();
    let proxy = Proxy::before(server.address()).await;
    let store = at(proxy.url());
    put(&store, 1).await.unwrap();
    for _ in 0..3 {
        server.freeze();
        assert_kind(get(&store, 1).await, StoreErrorKind::Timeout);
        assert_kind(get(&store, 1).await, StoreErrorKind::Timeout);
        server.thaw();
        assert!(get(&store, 1).await.unwrap());
    }
    assert_eq!(proxy.accepted(), 1);
}

#[tokio::test]
async fn silence_is_heard_also_when_nobody_waits_for_its_end() {
    let server = RedisServer::start();
    let proxy = Proxy::before(server.address()).await;
    let store = at(proxy.url());
    put(&store, 1).await.unwrap();
    proxy.swallow();
    for _ in 0..3 {
        let hurried = timeout(Duration::from_millis(20), store.get(&key(1))).await;
        assert!(hurried.is_err());
    }
    within(SOON, "a new link should be made", async || proxy.accepted() == 2).await;
    assert!(get(&store, 1).await.unwrap());
}

#[tokio::test]
async fn who_leaves_while_the_first_link_is_made_does_not_stop_it() {
    let server = RedisServer::start();
    let proxy = Proxy::before(server.address()).await;
    proxy.delay(Duration::from_millis(50));
    let store = at(proxy.url());
    assert!(timeout(Duration::from_millis(10), store.get(&key(1))).await.is_err());
    pass(Duration::from_millis(200)).await;
    proxy.delay(Duration::ZERO);
    assert!(!get(&store, 1).await.unwrap());
    assert_eq!(proxy.accepted(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_that_are_left_mix_up_no_answers() {
    let server = RedisServer::start();
    let store = at(server.url());
    for number in 0..100 {
        put(&store, number).await.unwrap();
    }
    let calls = (0..8_u64).map(|caller| tokio::spawn(ask_and_leave(store.clone(), caller)));
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap();
    }
}

/// Whatever is got is of the key that was asked for, however many were asked for and left before.
async fn ask_and_leave(store: Arc<RedisStore>, caller: u64) {
    for round in 0..300_u64 {
        let number = u8::try_from((round * 7 + caller) % 100).unwrap();
        let patience = Duration::from_micros((round * 13 + caller * 29) % 400);
        let _ = timeout(patience, store.get(&key(number))).await;
        assert!(get(&store, number).await.unwrap());
    }
}

#[tokio::test]
async fn more_than_may_be_under_way_are_refused_at_once() {
    let server = RedisServer::start();
    let store = store(settings(server.url()).in_flight(2));
    put(&store, 1).await.unwrap();
    server.freeze();
    let waiting = [get(&store, 1), get(&store, 1)];
    let refused = async {
        pass(Duration::from_millis(20)).await;
        timeout(Duration::from_millis(100), store.get(&key(1))).await.expect("at once")
    };
    let [first, second] = waiting;
    let (first, second, refused) = tokio::join!(first, second, refused);
    assert_kind(refused, StoreErrorKind::Busy);
    assert_kind(first, StoreErrorKind::Timeout);
    assert_kind(second, StoreErrorKind::Timeout);
    server.thaw();
    within(SOON, "it should be used again", async || get(&store, 1).await.is_ok()).await;
}

#[tokio::test]
async fn a_store_that_is_gone_leaves_no_connection() {
    let server = RedisServer::start();
    let store = at(server.url());
    put(&store, 1).await.unwrap();
    // One of them asks.
    assert!(server.ask("INFO clients").contains("connected_clients:2\r\n"));
    drop(store);
    let gone = async || server.ask("INFO clients").contains("connected_clients:1\r\n");
    within(SOON, "the connection should be closed", gone).await;
}

#[test]
fn a_store_outlives_the_runtime_that_it_was_first_used_on() {
    let server = RedisServer::start();
    let store = at(server.url());
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime().block_on(put(&store, 1)).unwrap();
    for _ in 0..3 {
        assert!(runtime().block_on(get(&store, 1)).unwrap());
    }
}
