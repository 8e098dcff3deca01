//! A cluster in which one server takes over from another.

use osier_redis_server::RedisCluster;

use super::Scene;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failover_in_the_middle_of_500_requests_costs_no_answer_and_all_servers_are_used_again() {
    let mut cluster = RedisCluster::start(3);
    let scene = Scene::with(cluster.urls()).await;
    scene.fill().await;
    let struck = scene.wave_while(|| cluster.primary(0).kill()).await;
    assert!(struck.slowest < super::BOUND);
    scene.fill().await;
}
