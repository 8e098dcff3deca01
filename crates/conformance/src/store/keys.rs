//! Keys that are almost the same.

use osier_core::CacheKey;

use super::{StoreSuite, key};

const NAME: &str = "keys";

pub(super) async fn check(suite: &StoreSuite) {
    let neighbours: Vec<_> =
        (0..CacheKey::LENGTH * 8).map(|bit| flipped(&key(21, 7), bit)).collect();
    suite.put(NAME, &key(21, 7), b"the one").await;
    for (number, key) in neighbours.iter().enumerate() {
        suite.expect_none(NAME, key).await;
        suite.put(NAME, key, number.to_string().as_bytes()).await;
    }
    suite.expect(NAME, &key(21, 7), b"the one").await;
    for (number, key) in neighbours.iter().enumerate() {
        suite.expect(NAME, key, number.to_string().as_bytes()).await;
    }
    for fill in [0x00, 0xff] {
        let extreme = extreme(fill);
        suite.put(NAME, &extreme, &[fill]).await;
        suite.expect(NAME, &extreme, &[fill]).await;
    }
}

fn flipped(key: &CacheKey, bit: usize) -> CacheKey {
    let mut bytes = key.to_bytes();
    if let Some(byte) = bytes.get_mut(bit / 8) {
        *byte ^= 1 << (bit % 8);
    }
    CacheKey::from_bytes(&bytes).expect("a key")
}

fn extreme(fill: u8) -> CacheKey {
    CacheKey::from_bytes(&[fill; CacheKey::LENGTH]).expect("a key")
}
