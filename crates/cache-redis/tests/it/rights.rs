//! Who is let in.

use osier_core::{CacheStore, Erase, Secret, StoreErrorKind};
use osier_redis_server::{RedisCluster, RedisServer};

use crate::scene::{assert_kind, at, get, put, settings, store};

const PASSWORD: &str = "p@ss/word:%";
const ENCODED: &str = "p%40ss%2Fword%3A%25";

#[tokio::test]
async fn a_password_is_given_apart_or_in_the_url() {
    let server = RedisServer::with(["--requirepass", PASSWORD]);
    let apart = store(settings(server.url()).password(PASSWORD));
    put(&apart, 1).await.unwrap();
    let in_url = at(format!("redis://:{ENCODED}@{}", server.address()));
    assert!(get(&in_url, 1).await.unwrap());
}

#[tokio::test]
async fn who_has_no_password_or_a_wrong_one_is_denied_and_no_secret_is_told() {
    let server = RedisServer::with(["--requirepass", PASSWORD]);
    assert_kind(get(&at(server.url()), 1).await, StoreErrorKind::Denied);
    let wrong = store(settings(server.url()).password(Secret::new("hunter2")));
    let error = get(&wrong, 1).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Denied);
    assert!(!format!("{error} {error:?} {wrong:?}").contains("hunter2"));
    // While the next attempt waits, the reason is still told.
    assert_kind(get(&wrong, 1).await, StoreErrorKind::Denied);
}

#[tokio::test]
async fn the_rights_in_the_documentation_are_enough() {
    let server = RedisServer::start();
    let rights = "on >secret ~osier:* resetchannels -@all +hello +auth +get +set +unlink +scan";
    assert_eq!(server.ask(&format!("ACL SETUSER cache {rights}")), "+OK\r\n");
    let cache = store(settings(server.url()).username("cache").password("secret"));
    put(&cache, 1).await.unwrap();
    assert!(get(&cache, 1).await.unwrap());
    cache.remove(&Erase::Everything).await.unwrap();
    assert!(!get(&cache, 1).await.unwrap());
    let elsewhere = settings(server.url()).username("cache").password("secret").prefix("other");
    assert_kind(put(&store(elsewhere), 1).await, StoreErrorKind::Denied);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rights_in_the_documentation_are_enough_in_a_cluster() {
    let mut cluster = RedisCluster::start(2);
    let rights = "on >secret ~osier:* resetchannels -@all +hello +auth +get +set +unlink +scan";
    for number in 0..2 {
        for rights in [rights, "+cluster|slots +ping"] {
            let command = format!("ACL SETUSER cache {rights}");
            assert_eq!(cluster.primary(number).ask(&command), "+OK\r\n");
            assert_eq!(cluster.replica(number).ask(&command), "+OK\r\n");
        }
    }
    let settings = settings(cluster.primary(0).url()).cluster(true).username("cache");
    let cache = store(settings.clone().password("secret"));
    for number in 0..20 {
        put(&cache, number).await.unwrap();
        assert!(get(&cache, number).await.unwrap());
    }
    cache.remove(&Erase::Everything).await.unwrap();
    assert!(!get(&cache, 1).await.unwrap());
    assert_kind(get(&store(settings.password("hunter2")), 1).await, StoreErrorKind::Denied);
}

#[tokio::test]
async fn a_database_is_one_of_several() {
    let server = RedisServer::start();
    let (first, second) = (at(server.url()), at(format!("{}/1", server.url())));
    put(&second, 1).await.unwrap();
    assert!(!get(&first, 1).await.unwrap());
    assert!(get(&second, 1).await.unwrap());
}
