//! What is taken out is gone, and nothing else.

use osier_core::{Erase, TenantKey};

use super::{StoreSuite, key};

const NAME: &str = "erasing";

/// So many that no store takes them out in one step.
const MANY: u32 = 2000;

pub(super) async fn check(suite: &StoreSuite) {
    check_key(suite).await;
    check_tenant(suite).await;
    check_everything(suite).await;
    check_edges(suite).await;
}

async fn check_key(suite: &StoreSuite) {
    let (one, other) = (key(1, 1), key(1, 2));
    suite.put(NAME, &one, b"one").await;
    suite.put(NAME, &other, b"other").await;
    suite.remove(NAME, Erase::Key(one)).await;
    suite.expect_none(NAME, &one).await;
    suite.expect(NAME, &other, b"other").await;
    suite.remove(NAME, Erase::Key(one)).await;
    suite.put(NAME, &one, b"again").await;
    suite.expect(NAME, &one, b"again").await;
}

async fn check_tenant(suite: &StoreSuite) {
    for number in 0..MANY {
        suite.put(NAME, &key(3, number), &number.to_be_bytes()).await;
        if number % 10 == 0 {
            suite.put(NAME, &key(2, number), b"before").await;
            suite.put(NAME, &key(4, number), b"behind").await;
        }
    }
    suite.remove(NAME, Erase::Tenant(TenantKey::new([3; 16]))).await;
    for number in 0..MANY {
        suite.expect_none(NAME, &key(3, number)).await;
        if number % 10 == 0 {
            suite.expect(NAME, &key(2, number), b"before").await;
            suite.expect(NAME, &key(4, number), b"behind").await;
        }
    }
    suite.put(NAME, &key(3, 5), b"again").await;
    suite.expect(NAME, &key(3, 5), b"again").await;
}

async fn check_everything(suite: &StoreSuite) {
    suite.remove(NAME, Erase::Everything).await;
    for number in 0..MANY {
        for tenant in 1..=4 {
            suite.expect_none(NAME, &key(tenant, number)).await;
        }
    }
    suite.put(NAME, &key(2, 10), b"again").await;
    suite.expect(NAME, &key(2, 10), b"again").await;
}

/// The first tenant of all and the last, between which there is everything.
async fn check_edges(suite: &StoreSuite) {
    for tenant in [0, 1, 254, 255] {
        suite.put(NAME, &key(tenant, u32::MAX), &[tenant]).await;
    }
    for tenant in [0, 255] {
        suite.remove(NAME, Erase::Tenant(TenantKey::new([tenant; 16]))).await;
        suite.expect_none(NAME, &key(tenant, u32::MAX)).await;
    }
    for tenant in [1, 254] {
        suite.expect(NAME, &key(tenant, u32::MAX), &[tenant]).await;
    }
}
