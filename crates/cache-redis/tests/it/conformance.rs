//! What holds for every store.

use osier_cache_redis::RedisSettings;
use osier_conformance::{Runtime, StoreSuite};
use osier_redis_server::{RedisCluster, RedisServer};

use crate::scene::{pass, store};

const RUNTIME: Runtime = Runtime {
    spawn: |work| {
        let work = tokio::spawn(work);
        Box::pin(async { work.await.unwrap() })
    },
    pause: |span| Box::pin(pass(span)),
};

/// A server that keeps nothing is quick; what these tests are about is not how quick.
fn patient(settings: RedisSettings) -> RedisSettings {
    settings.response_timeout(std::time::Duration::from_secs(10))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server() {
    let server = RedisServer::start();
    let store = store(patient(RedisSettings::new(server.url())));
    StoreSuite { store, runtime: RUNTIME }.all().await;
    assert_eq!(server.ask("DBSIZE"), ":0\r\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster() {
    let cluster = RedisCluster::start(3);
    let url = cluster.urls().remove(0);
    let store = store(patient(RedisSettings::new(url).cluster(true)));
    StoreSuite { store, runtime: RUNTIME }.all().await;
}
