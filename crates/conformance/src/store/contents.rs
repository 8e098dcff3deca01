//! What is put is what is got.

use super::{StoreSuite, key};

const NAME: &str = "contents";

pub(super) async fn check(suite: &StoreSuite) {
    suite.expect_none(NAME, &key(11, 0)).await;
    let entries = entries();
    for (key, entry) in &entries {
        suite.put(NAME, key, entry).await;
    }
    for (key, entry) in &entries {
        suite.expect(NAME, key, entry).await;
    }
    suite.expect_none(NAME, &key(12, 0)).await;
    check_last_counts(suite).await;
}

fn entries() -> Vec<(osier_core::CacheKey, Vec<u8>)> {
    let every_byte: Vec<u8> = (0..=255).collect();
    let entries = [
        Vec::new(),
        vec![0],
        vec![255],
        b"null".to_vec(),
        every_byte.clone(),
        every_byte.repeat(4096 / 256),
        every_byte.repeat(1024 * 1024 / 256),
        vec![0; 1024 * 1024],
    ];
    (1..).zip(entries).map(|(number, entry)| (key(11, number), entry)).collect()
}

async fn check_last_counts(suite: &StoreSuite) {
    let key = key(13, 0);
    let versions: [&[u8]; 6] = [b"first", b"second, longer", b"3", b"", &[7; 9000], b"last"];
    for version in versions {
        suite.put(NAME, &key, version).await;
        suite.expect(NAME, &key, version).await;
    }
}
