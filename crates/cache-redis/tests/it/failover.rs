//! A replica takes over, behind an address that stays.

use std::time::Duration;

use osier_core::StoreErrorKind;
use osier_redis_server::RedisServer;

use crate::proxy::Proxy;
use crate::scene::{assert_kind, at, get, put, within};

const SOON: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_the_middle_of_500_callers_each_call_ends_and_all_is_well_again() {
    let (mut old, new) = (RedisServer::start(), RedisServer::start());
    let proxy = Proxy::before(old.address()).await;
    let store = at(proxy.url());
    put(&store, 1).await.unwrap();
    let calls: Vec<_> = (0..500_u16)
        .map(|number| {
            let store = store.clone();
            let number = u8::try_from(number % 250).unwrap();
            tokio::spawn(async move {
                for _ in 0..5 {
                    let _ = put(&store, number).await;
                    let _ = get(&store, number).await;
                }
            })
        })
        .collect();
    proxy.lead_to(new.address());
    old.kill();
    for call in calls {
        call.await.unwrap();
    }
    within(SOON, "the new server should be used", async || put(&store, 1).await.is_ok()).await;
    assert!(get(&store, 1).await.unwrap());
    assert!(proxy.accepted() <= 10, "{} connections", proxy.accepted());
}

#[tokio::test]
async fn writes_go_on_where_the_address_leads_by_now_and_reads_never_stop() {
    let (old, new) = (RedisServer::start(), RedisServer::start());
    let proxy = Proxy::before(old.address()).await;
    let store = at(proxy.url());
    put(&store, 1).await.unwrap();
    assert_eq!(new.ask(&format!("REPLICAOF 127.0.0.1 {}", old.port())), "+OK\r\n");
    let caught_up = async || new.ask("INFO replication").contains("master_link_status:up");
    within(Duration::from_secs(10), "the replica should catch up", caught_up).await;

    assert_eq!(new.ask("REPLICAOF NO ONE"), "+OK\r\n");
    assert_eq!(old.ask(&format!("REPLICAOF 127.0.0.1 {}", new.port())), "+OK\r\n");
    proxy.lead_to(new.address());

    assert_kind(put(&store, 2).await, StoreErrorKind::Failed);
    within(SOON, "writes should go on", async || {
        assert!(get(&store, 1).await.unwrap());
        put(&store, 2).await.is_ok()
    })
    .await;
    assert_eq!(proxy.accepted(), 2);
}

#[tokio::test]
async fn an_address_that_leads_to_a_replica_is_not_stormed_and_is_still_read() {
    let (primary, replica) = (RedisServer::start(), RedisServer::start());
    assert_eq!(replica.ask(&format!("REPLICAOF 127.0.0.1 {}", primary.port())), "+OK\r\n");
    let proxy = Proxy::before(replica.address()).await;
    let store = at(proxy.url());
    for _ in 0..500 {
        assert_kind(put(&store, 1).await, StoreErrorKind::Failed);
        assert!(!get(&store, 1).await.unwrap());
    }
    assert!(proxy.accepted() <= 5, "{} connections", proxy.accepted());
}
