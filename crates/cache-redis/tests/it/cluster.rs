//! Several primaries, of which one goes.

use std::time::Duration;

use futures_util::future::join_all;
use osier_cache_redis::{RedisSettings, RedisStore};
use osier_core::{CacheStore, Erase};
use osier_redis_server::RedisCluster;

use crate::scene::{bounded, get, put, settings, store, within};

/// What the cluster needs to notice and to elect, and the store to learn of it.
const SOON: Duration = Duration::from_secs(12);
/// What those who are still there may be away for.
const MOMENT: Duration = Duration::from_secs(4);
const KEYS: u8 = 60;
/// What is on the other primaries, with a margin.
const A_THIRD: usize = 20;

async fn filled(cluster: &RedisCluster) -> std::sync::Arc<RedisStore> {
    let mut urls = cluster.urls().into_iter();
    let first = settings(urls.next().unwrap()).connect_timeout(Duration::from_secs(1));
    let store = store(urls.fold(first, RedisSettings::node));
    within(SOON, "all should be stored", async || all_can_be_put(&store).await).await;
    store
}

/// How many can be asked for at once.
async fn served(store: &RedisStore) -> usize {
    let asked = join_all((0..KEYS).map(|number| get(store, number))).await;
    asked.iter().filter(|found| found.is_ok()).count()
}

async fn all_can_be_put(store: &RedisStore) -> bool {
    for number in 0..KEYS {
        if put(store, number).await.is_err() {
            return false;
        }
    }
    true
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_a_primary_dies_the_others_serve_and_its_replica_takes_over() {
    let mut cluster = RedisCluster::start(3);
    let store = filled(&cluster).await;
    cluster.primary(0).kill();
    within(MOMENT, "the others should serve", async || served(&store).await >= A_THIRD).await;
    within(SOON, "all should be served again", async || all_can_be_put(&store).await).await;
    let erased = async || bounded(store.remove(&Erase::Everything)).await.is_ok();
    within(SOON, "all should be erased", erased).await;
    for number in 0..KEYS {
        assert!(!get(&store, number).await.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_a_primary_falls_silent_its_replica_is_found() {
    let mut cluster = RedisCluster::start(3);
    let store = filled(&cluster).await;
    cluster.primary(1).freeze();
    within(MOMENT, "the others should serve", async || served(&store).await >= A_THIRD).await;
    within(SOON, "all should be served again", async || all_can_be_put(&store).await).await;
    cluster.primary(1).thaw();
    within(SOON, "all should still be served", async || all_can_be_put(&store).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_that_was_down_as_a_whole_is_used_again() {
    let mut cluster = RedisCluster::start(3);
    let store = filled(&cluster).await;
    for number in 0..3 {
        cluster.primary(number).kill();
        cluster.replica(number).kill();
    }
    assert_eq!(served(&store).await, 0);
    for number in 0..3 {
        cluster.primary(number).restart();
        cluster.replica(number).restart();
    }
    within(SOON, "all should be served again", async || all_can_be_put(&store).await).await;
}
