//! Taking out many, beside the keys of others.

use bytes::Bytes;
use osier_core::{CacheKey, CacheStore, Erase, TenantKey};
use osier_redis_server::RedisServer;

use crate::scene::{get, put, settings, store};

#[tokio::test]
async fn stores_with_different_prefixes_know_nothing_of_each_other() {
    let server = RedisServer::start();
    let prefixes = ["osier", "osier:staging", "osie", "o"];
    let stores = prefixes.map(|prefix| store(settings(server.url()).prefix(prefix)));
    put(&stores[0], 1).await.unwrap();
    assert!(!get(&stores[1], 1).await.unwrap());
    for store in &stores {
        put(store, 1).await.unwrap();
    }
    stores[0].remove(&Erase::Everything).await.unwrap();
    assert!(!get(&stores[0], 1).await.unwrap());
    for store in &stores[1..] {
        assert!(get(store, 1).await.unwrap());
    }
}

#[tokio::test]
async fn the_keys_of_other_programs_are_left_alone() {
    let server = RedisServer::start();
    let store = store(settings(server.url()));
    let digits = "0".repeat(32);
    let strangers = [
        "session:1".to_owned(),
        "osier".to_owned(),
        "osier:".to_owned(),
        format!("osier:{digits}:{}", "z".repeat(64)),
        format!("osier:{digits}:{}", "0".repeat(63)),
    ];
    for name in &strangers {
        assert_eq!(server.ask(&format!("SET {name} theirs")), "+OK\r\n");
    }
    put(&store, 1).await.unwrap();
    store.remove(&Erase::Everything).await.unwrap();
    assert_eq!(server.ask("DBSIZE"), format!(":{}\r\n", strangers.len()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_tenant_of_many_entries_is_taken_out_and_no_other() {
    let server = RedisServer::start();
    let store = store(settings(server.url()));
    for tenant in [1, 2] {
        for number in 0..3000_u32 {
            let mut request = [0; 32];
            request[..4].copy_from_slice(&number.to_be_bytes());
            let key = CacheKey::new(TenantKey::new([tenant; 16]), request);
            store.put(&key, Bytes::new(), std::time::Duration::from_secs(60)).await.unwrap();
        }
    }
    store.remove(&Erase::Tenant(TenantKey::new([1; 16]))).await.unwrap();
    assert_eq!(server.ask("DBSIZE"), ":3000\r\n");
}

#[tokio::test]
async fn an_entry_that_expires_is_gone_from_the_server() {
    let server = RedisServer::start();
    let store = store(settings(server.url()));
    let keep = std::time::Duration::from_secs(60);
    store.put(&crate::scene::key(1), Bytes::from_static(b"x"), keep).await.unwrap();
    let name = format!("osier:{}:{}", "01".repeat(16), "01".repeat(32));
    let left = server.ask(&format!("PTTL {name}"));
    let left: u64 = left.trim_start_matches(':').trim_end().parse().unwrap();
    assert!((1..=60_000).contains(&left), "{left}");
}
