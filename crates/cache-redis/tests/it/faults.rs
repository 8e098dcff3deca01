//! A server that is down, slow, full, or answers with errors: every call ends, the kinds are right, and the
//! same store works again afterwards.

use std::time::Duration;

use bytes::Bytes;
use osier_core::{CacheStore, StoreErrorKind};
use osier_redis_server::RedisServer;

use crate::fake::{Fake, Manner};
use crate::proxy::Proxy;
use crate::scene::{assert_kind, at, bounded, get, key, pass, put, within};

const SOON: Duration = Duration::from_secs(7);

#[tokio::test]
async fn a_server_that_is_down_from_the_start_is_used_once_it_is_there() {
    let mut server = RedisServer::start();
    server.kill();
    let store = at(server.url());
    assert_kind(get(&store, 1).await, StoreErrorKind::Unreachable);
    assert_kind(put(&store, 1).await, StoreErrorKind::Unreachable);
    server.restart();
    within(SOON, "it should be used", async || put(&store, 1).await.is_ok()).await;
    assert!(get(&store, 1).await.unwrap());
}

#[tokio::test]
async fn a_restart_between_two_calls_is_not_noticed() {
    let mut server = RedisServer::start();
    let store = at(server.url());
    put(&store, 1).await.unwrap();
    server.stop();
    server.restart();
    assert!(!get(&store, 1).await.unwrap());
    put(&store, 1).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_killed_in_the_middle_of_500_calls_ends_them_all() {
    let mut server = RedisServer::start();
    let store = at(server.url());
    put(&store, 1).await.unwrap();
    let calls: Vec<_> = (0..500_u16)
        .map(|number| {
            let store = store.clone();
            let number = u8::try_from(number % 250).unwrap();
            tokio::spawn(async move {
                let _ = put(&store, number).await;
                let _ = get(&store, number).await;
            })
        })
        .collect();
    server.kill();
    for call in calls {
        call.await.unwrap();
    }
    assert_kind(get(&store, 1).await, StoreErrorKind::Unreachable);
    server.restart();
    within(SOON, "it should be used again", async || put(&store, 1).await.is_ok()).await;
}

#[tokio::test]
async fn a_frozen_server_is_a_timeout_and_is_used_again_once_it_is_thawed() {
    let server = RedisServer::start();
    let store = at(server.url());
    put(&store, 1).await.unwrap();
    server.freeze();
    assert_kind(get(&store, 1).await, StoreErrorKind::Timeout);
    assert_kind(put(&store, 2).await, StoreErrorKind::Timeout);
    assert_kind(get(&store, 1).await, StoreErrorKind::Timeout);
    // The third silence in a row was enough: by now it is known that nobody is there.
    assert_kind(get(&store, 1).await, StoreErrorKind::Unreachable);
    server.thaw();
    within(SOON, "it should be used again", async || get(&store, 1).await.is_ok_and(|it| it)).await;
}

#[tokio::test]
async fn a_slow_server_is_used_while_it_is_quick_enough() {
    let server = RedisServer::start();
    let proxy = Proxy::before(server.address()).await;
    let store = at(proxy.url());
    put(&store, 1).await.unwrap();
    proxy.delay(Duration::from_millis(50));
    assert!(get(&store, 1).await.unwrap());
    proxy.delay(Duration::from_secs(2));
    assert_kind(get(&store, 1).await, StoreErrorKind::Timeout);
    proxy.delay(Duration::ZERO);
    within(SOON, "it should be used again", async || get(&store, 1).await.is_ok()).await;
}

#[tokio::test]
async fn a_full_server_says_so_and_is_still_read() {
    let server = RedisServer::with(["--maxmemory", "8mb", "--maxmemory-policy", "noeviction"]);
    let store = at(server.url());
    put(&store, 0).await.unwrap();
    let large = Bytes::from(vec![7; 256 * 1024]);
    let keep = Duration::from_secs(60);
    let mut filled = Ok(());
    for number in 1..100 {
        filled = bounded(store.put(&key(number), large.clone(), keep)).await;
        if filled.is_err() {
            break;
        }
    }
    assert_kind(filled, StoreErrorKind::Full);
    assert!(get(&store, 0).await.unwrap());
    for number in 1..100 {
        bounded(store.remove(&osier_core::Erase::Key(key(number)))).await.unwrap();
    }
    put(&store, 1).await.unwrap();
}

#[tokio::test]
async fn what_a_server_answers_in_place_of_an_entry_is_told_apart() {
    use StoreErrorKind::{Denied, Failed, Full};
    let answers: [(&[u8], StoreErrorKind); 10] = [
        (b"-ERR something\r\n", Failed),
        (b"-LOADING Redis is loading the dataset in memory\r\n", Failed),
        (b"-READONLY You can't write against a read only replica.\r\n", Failed),
        (b"-CLUSTERDOWN The cluster is down\r\n", Failed),
        (b"-MISCONF Redis is configured to save RDB snapshots\r\n", Failed),
        (b"-MOVED 3999 127.0.0.1:6381\r\n", Failed),
        (b"-OOM command not allowed when used memory > 'maxmemory'.\r\n", Full),
        (b"-NOAUTH Authentication required.\r\n", Denied),
        (b"-NOPERM this user has no permissions\r\n", Denied),
        (b":42\r\n", Failed),
    ];
    for (answer, kind) in answers {
        let fake = Fake::start(Manner::Answers(answer)).await;
        let store = at(fake.url());
        for _ in 0..2 {
            let error = get(&store, 1).await.unwrap_err();
            assert_eq!(error.kind(), kind, "{error} after {}", answer.escape_ascii());
        }
    }
}

#[tokio::test]
async fn what_is_not_the_protocol_ends_the_link() {
    let fake = Fake::start(Manner::Answers(b"HTTP/1.1 400 Bad Request\r\n\r\n")).await;
    let store = at(fake.url());
    assert_kind(get(&store, 1).await, StoreErrorKind::Failed);
    assert_kind(get(&store, 1).await, StoreErrorKind::Unreachable);
}

#[tokio::test]
async fn half_an_answer_is_no_answer() {
    let half = b"$100\r\nabc";
    let silent = Fake::start(Manner::Answers(half)).await;
    assert_kind(get(&at(silent.url()), 1).await, StoreErrorKind::Timeout);
    let closing = Fake::start(Manner::AnswersAndCloses(half)).await;
    assert!(get(&at(closing.url()), 1).await.is_err());
}

#[tokio::test]
async fn why_a_greeting_fails_is_told() {
    use StoreErrorKind::{Busy, Denied, Failed};
    let greetings: [(&[u8], StoreErrorKind); 6] = [
        (b"-ERR unknown command `HELLO`, with args beginning with: \r\n", Failed),
        (b"-ERR max number of clients reached\r\n", Busy),
        (b"-NOAUTH HELLO must be called with the client already authenticated\r\n", Denied),
        (b"-DENIED Redis is running in protected mode\r\n", Denied),
        (b"-LOADING Redis is loading the dataset in memory\r\n", Failed),
        (b"SSH-2.0-OpenSSH_9.6\r\n", Failed),
    ];
    for (greeting, kind) in greetings {
        let fake = Fake::start(Manner::Greets(greeting)).await;
        assert_kind(get(&at(fake.url()), 1).await, kind);
    }
}

#[tokio::test]
async fn a_server_that_greets_and_hangs_up_is_not_stormed() {
    let fake = Fake::start(Manner::AnswersAndCloses(b"")).await;
    let store = at(fake.url());
    for _ in 0..300 {
        assert!(get(&store, 1).await.is_err());
        pass(Duration::from_millis(1)).await;
    }
    assert!(fake.accepted() <= 150, "{} connections", fake.accepted());
}

#[tokio::test]
async fn a_server_that_refuses_is_not_stormed() {
    let fake = Fake::start(Manner::Greets(b"-ERR not now\r\n")).await;
    let store = at(fake.url());
    for _ in 0..300 {
        assert!(get(&store, 1).await.is_err());
        pass(Duration::from_millis(1)).await;
    }
    assert!(fake.accepted() <= 10, "{} connections", fake.accepted());
}
