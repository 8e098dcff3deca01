//! Who is let in.

use osier_core::{CacheStore, Erase, Secret, StoreErrorKind};
use osier_redis_server::RedisServer;

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

#[tokio::test]
async fn a_database_is_one_of_several() {
    let server = RedisServer::start();
    let (first, second) = (at(server.url()), at(format!("{}/1", server.url())));
    put(&second, 1).await.unwrap();
    assert!(!get(&first, 1).await.unwrap());
    assert!(get(&second, 1).await.unwrap());
}
